package quality

import (
	"fmt"
	"slices"
	"time"

	"nguon/catalog"
)

const day = 24 * time.Hour

// intervals are the promised times between releases. Frequencies that promise
// none are not among them.
var intervals = map[string]time.Duration{
	"continuous": day, "hourly": day, "daily": day, // releases of files come once a day at most
	"weekly": 7 * day, "monthly": 31 * day, "quarterly": 92 * day, "biannual": 184 * day,
	"annual": 366 * day, "biennial": 731 * day, "decennial": 3653 * day,
}

const (
	punctualPoints = 8
	agePoints      = 7
	lookBack       = 8 // releases
)

func (in *Input) timeliness() catalog.QualityPoint {
	p := catalog.QualityPoint{Measure: Timeliness, Of: ofTimeliness}
	frequency := in.Dataset.Frequency
	if frequency == "never" {
		p.Got = ofTimeliness
		p.Text = catalog.Text{Vi: "Bộ dữ liệu không cập nhật, đúng như đã khai.", En: "The dataset is not updated, as it says."}
		return p
	}
	interval, promised := intervals[frequency]
	if promised {
		late, all := in.late(interval)
		p.Got = share(punctualPoints, int64(all-late), int64(all))
		title := catalog.Frequencies.Title(frequency)
		add(&p.Text, catalog.Text{
			Vi: fmt.Sprintf("Tần suất đã hứa: %s; %d trong %d lần phát hành gần đây bị trễ.", title.Vi, late, all),
			En: fmt.Sprintf("Promised: %s; %d of the last %d releases were late.", title.En, late, all)})
		if late > 0 {
			add(&p.Fix, catalog.Text{Vi: "Phát hành đúng tần suất, hoặc khai tần suất thấp hơn.",
				En: "Release as often as promised, or promise a lower frequency."})
		}
	} else {
		interval = intervals["annual"]
		add(&p.Text, catalog.Text{Vi: "Không hứa tần suất cập nhật nào.", En: "No update frequency is promised."})
		add(&p.Fix, catalog.Text{Vi: "Khai frequency với tần suất mà cơ quan giữ được.", En: "Declare a frequency that the agency can keep."})
	}
	got, text, fix := in.age(interval)
	p.Got += got
	add(&p.Text, text)
	add(&p.Fix, fix)
	return p
}

// late returns how many of the last releases, this one included, came later
// than one and a half intervals after the one before them. A first release is
// in time.
func (in *Input) late(interval time.Duration) (late, all int) {
	times := append(slices.SortedFunc(slices.Values(in.Published), time.Time.Compare), in.Now)
	times = times[max(0, len(times)-lookBack-1):]
	for i := 1; i < len(times); i++ {
		if times[i].Sub(times[i-1]) > interval*3/2 {
			late++
		}
	}
	return late, max(len(times)-1, 1)
}

// age returns the points for how new the data are, what was measured, and what
// would gain the points that are missing.
func (in *Input) age(interval time.Duration) (points int, text, fix catalog.Text) {
	period := in.Period
	if period.IsZero() {
		period = in.Dataset.Period
	}
	if period.Until.IsZero() {
		return 0, catalog.Text{Vi: "Không rõ số liệu đến ngày nào.", En: "It is not known up to which day the data go."},
			catalog.Text{Vi: "Khai temporal.to với ngày cuối của số liệu.", En: "Declare temporal.to, the last day of the data."}
	}
	age := max(in.Now.Sub(period.Until), 0)
	text = catalog.Textf("Số liệu kết thúc trước ngày phát hành %[1]d ngày.", "The data end %[1]d days before the release.", int(age/day))
	switch {
	case age <= 2*interval:
		return agePoints, text, fix
	case age < 4*interval:
		points = int(agePoints * (4*interval - age).Hours() / (2 * interval).Hours())
	}
	return points, text, catalog.Textf("Công bố số liệu không muộn hơn %[1]d ngày sau kỳ số liệu.",
		"Publish data no later than %[1]d days after the period that they describe.", int(2*interval/day))
}
