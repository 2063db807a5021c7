package catalogtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/score"
)

var figures = map[string]func(*testing.T, Store){
	"of a day are replaced by later ones":          testFiguresReplaced,
	"are selected by day, agency and measure":      testFiguresSelected,
	"of more agencies than a statement takes":      testFiguresMany,
	"count calls without errors, by route":         testFiguresDemand,
	"count releases by the time that they are out": testFiguresReleased,
	"know answers by their deadline":               testFiguresReplies,
}

func figure(day time.Time, agency string, code score.Code, part, whole int64) score.Figure {
	return score.Figure{Day: day, Agency: agency, Code: code, Part: part, Whole: whole}
}

func saveFigures(t *testing.T, s Store, taken time.Time, all ...score.Figure) {
	t.Helper()
	if err := s.SaveFigures(t.Context(), all[0].Day, taken, all); err != nil {
		t.Fatal(err)
	}
}

func readFigures(t *testing.T, s Store, f score.Filter) []score.Figure {
	t.Helper()
	var all []score.Figure
	for f, err := range s.Figures(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

func testFiguresReplaced(t *testing.T, s Store) {
	day := score.DayOf(Epoch)
	taken, first, err := s.FiguresTaken(t.Context(), day)
	if err != nil || !taken.IsZero() || !first.IsZero() {
		t.Fatalf("of none: %v, %v, %v", taken, first, err)
	}
	saveFigures(t, s, Epoch, figure(day, "A", score.Datasets, 1, 0), figure(day, "B", score.Datasets, 2, 0))
	saveFigures(t, s, Epoch.Add(time.Hour), figure(day, "A", score.Datasets, 3, 0))
	saveFigures(t, s, Epoch.Add(time.Minute), figure(day, "A", score.Datasets, 9, 0)) // of another replica, a little late
	saveFigures(t, s, Epoch.Add(time.Hour), figure(day.AddDate(0, 0, -1), "A", score.Datasets, 4, 0))
	wantEqual(t, "figures", readFigures(t, s, score.Filter{From: day, Until: day.AddDate(0, 0, 1)}), []score.Figure{figure(day, "A", score.Datasets, 3, 0)})
	taken, first, err = s.FiguresTaken(t.Context(), day)
	if err != nil || !taken.Equal(Epoch.Add(time.Hour)) || !first.Equal(day.AddDate(0, 0, -1)) {
		t.Errorf("taken %v, first %v, %v", taken, first, err)
	}
}

func testFiguresSelected(t *testing.T, s Store) {
	day := score.DayOf(Epoch)
	var all []score.Figure
	for n := range 70 { // more than are read at a time
		d := day.AddDate(0, 0, n)
		of := []score.Figure{figure(d, "", score.Quality, int64(n), 2), figure(d, "A", score.Datasets, 1, 0), figure(d, "A", score.Quality, int64(n), 1)}
		saveFigures(t, s, Epoch, of...)
		all = append(all, of...)
	}
	wantEqual(t, "all", readFigures(t, s, score.Filter{From: day, Until: day.AddDate(0, 0, 100)}), all)
	wantEqual(t, "days", readFigures(t, s, score.Filter{From: day.AddDate(0, 0, 1), Until: day.AddDate(0, 0, 41)}), all[3:123])
	of := slices.DeleteFunc(slices.Clone(all), func(f score.Figure) bool { return f.Agency != "A" || f.Code != score.Quality })
	wantEqual(t, "of one", readFigures(t, s, score.Filter{From: day, Until: day.AddDate(0, 0, 100), Agencies: []string{"A"}, Codes: []score.Code{score.Quality}}), of)
}

func testFiguresMany(t *testing.T, s Store) {
	day := score.DayOf(Epoch)
	var all []score.Figure
	for n := range 2500 {
		all = append(all, figure(day, fmt.Sprintf("A%04d", n), score.Datasets, int64(n), 0))
	}
	saveFigures(t, s, Epoch, all...)
	wantEqual(t, "figures", readFigures(t, s, score.Filter{From: day, Until: day.AddDate(0, 0, 1)}), all)
}

func testFiguresDemand(t *testing.T, s Store) {
	hour := Epoch.Truncate(time.Hour)
	file := calls(hour, "data/air", "K", 206, 5)
	file.Route = "/v1/data/:dataset/:resource/file.parquet"
	addUse(t, s, "1", calls(hour, "data/air", "K", 200, 3), calls(hour, "data/air", "L", 304, 2), calls(hour, "data/air", "L", 404, 7), file,
		calls(hour.Add(time.Hour), "data/air", "K", 200, 4), calls(hour.Add(2*time.Hour), "data/air", "K", 200, 100))
	wantEqual(t, "demand", must(s.Demand(t.Context(), hour, hour.Add(2*time.Hour)))(t),
		[]score.Demand{{Product: "data/air", Route: file.Route, Requests: 5}, {Product: "data/air", Route: "/v1/data/:dataset/:resource/rows", Requests: 9}})
}

func testFiguresReleased(t *testing.T, s Store) {
	air, rain := Dataset("air", "A"), Dataset("rain", "A")
	Publish(t, s, rain, Release(rain, 1))
	at := Publish(t, s, air, Release(air, 1)).PublishAt
	wantEqual(t, "released", must(s.Released(t.Context(), at, at.Add(time.Second)))(t)["air"], 1)
	wantEqual(t, "before", must(s.Released(t.Context(), at.Add(-time.Hour), at))(t), map[catalog.Slug]int64{})
	if err := s.Withdraw(t.Context(), "air", 1, catalog.Text{Vi: "Lộ", En: "Leak"}, at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "withdrawn later", must(s.Released(t.Context(), at, at.Add(time.Second)))(t)["air"], 1)
}

func testFiguresReplies(t *testing.T, s Store) {
	saveApplication(t, s, application("01APP", "01OWNER", Epoch))
	asked := Epoch
	subscribe(t, s, "01APP", "api/rain", asked)
	due := asked.Add(market.AnswerWithin)
	wantEqual(t, "until it is due", len(must(s.Replies(t.Context(), asked, due))(t)), 0)
	wantEqual(t, "once it is due", must(s.Replies(t.Context(), due, due.Add(time.Second)))(t), []score.Reply{{Product: "api/rain", Due: due}})
}
