package figures

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/score"
	"nguon/web/frame"
)

// furthest is the longest span of one answer, in days.
const furthest = 400

// filter reads what is asked for: agency (a code, portal for the whole; all if
// it is missing), and the days from and to, both included: those of the last
// year if they are missing.
func (room *Room) filter(r *http.Request) (score.Filter, error) {
	q := r.URL.Query()
	today := score.DayOf(room.Now())
	f := score.Filter{From: today.AddDate(-1, 0, 0), Until: today}
	var faults catalog.Faults
	for name, day := range map[string]*time.Time{"from": &f.From, "to": &f.Until} {
		if text := q.Get(name); text != "" {
			at, err := time.Parse(time.DateOnly, text)
			faults.Check(name, err == nil, "cần một ngày, như 2026-11-22", "must be a day, such as 2026-11-22")
			*day = at
		}
	}
	f.Until = f.Until.AddDate(0, 0, 1)
	days := f.Until.Sub(f.From) / (24 * time.Hour)
	faults.Check("to", days > 0 && days <= furthest, "không được trước from, và tối đa 400 ngày", "must not be before from, and 400 days after it at most")
	switch agency := q.Get("agency"); agency {
	case "":
	case "portal":
		f.Agencies = []string{score.Portal}
	default:
		f.Agencies = []string{agency}
	}
	return f, faults.Err("Tham số không hợp lệ.", "The parameters are not valid.")
}

// A line is a figure as it is taken along.
type line struct {
	Day     string     `json:"day"`
	Agency  string     `json:"agency,omitempty"` // missing: the portal
	Measure score.Code `json:"measure"`
	Unit    score.Unit `json:"unit"`
	Value   *float64   `json:"value"` // null: nothing to measure
	Part    int64      `json:"part"`
	Whole   int64      `json:"whole,omitempty"`
}

func (room *Room) csv(w http.ResponseWriter, r *http.Request, _ *frame.Locale) error {
	out := csv.NewWriter(w)
	return room.export(w, r, "text/csv; charset=utf-8", func(l line, first bool) error {
		if first {
			if err := out.Write([]string{"day", "agency", "measure", "unit", "value", "part", "whole"}); err != nil {
				return err
			}
		}
		value := ""
		if l.Value != nil {
			value = strconv.FormatFloat(*l.Value, 'f', -1, 64)
		}
		return out.Write([]string{l.Day, l.Agency, string(l.Measure), string(l.Unit), value, strconv.FormatInt(l.Part, 10), strconv.FormatInt(l.Whole, 10)})
	}, func() error { out.Flush(); return out.Error() })
}

func (room *Room) json(w http.ResponseWriter, r *http.Request, _ *frame.Locale) error {
	separator := `{"figures":[`
	end := "]}\n"
	return room.export(w, r, "application/json", func(l line, first bool) error {
		text, err := json.Marshal(l)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s%s", separator, text)
		separator = ",\n"
		return err
	}, func() error {
		if separator != ",\n" {
			end = separator + end
		}
		_, err := io.WriteString(w, end)
		return err
	})
}

// export writes the figures one by one. What fails after the first is a broken
// answer, not a short one.
func (room *Room) export(w http.ResponseWriter, r *http.Request, media string, write func(l line, first bool) error, end func() error) error {
	f, err := room.filter(r)
	if err != nil {
		return err
	}
	unitOf := make(map[score.Code]score.Unit)
	for _, m := range score.Measures() {
		unitOf[m.Code] = m.Unit
	}
	first := true
	for figure, err := range room.figures(r.Context(), f) {
		if err != nil {
			if first {
				return err
			}
			panic(http.ErrAbortHandler)
		}
		if first {
			headers(w, media)
		}
		l := line{Day: figure.Day.Format(time.DateOnly), Agency: figure.Agency, Measure: figure.Code, Unit: unitOf[figure.Code], Part: figure.Part, Whole: figure.Whole}
		if value, ok := figure.Value(l.Unit); ok {
			l.Value = &value
		}
		if err := write(l, first); err != nil {
			panic(http.ErrAbortHandler)
		}
		first = false
	}
	if first {
		headers(w, media)
	}
	if err := end(); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

func headers(w http.ResponseWriter, media string) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "public, max-age=600")
	h.Set("Access-Control-Allow-Origin", "*")
}
