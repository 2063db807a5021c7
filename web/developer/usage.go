package developer

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

const (
	usageDays  = 30
	usageHours = 48
)

// usagePage is what an application has used.
type usagePage struct {
	frame.Head
	App      market.Application
	Path     string
	Keys     []frame.Choice // to choose one from
	Key      string         // the ID of the chosen one; empty is all
	Days     frame.BarChart
	Hours    frame.BarChart
	Products []productUse
	Quotas   []quotaItem
	None     bool // no call was counted in the days
}

// A productUse is what was called of a product in the days of the page.
type productUse struct {
	Product       string
	Requests      int64
	Classes       [4]int64 // answers of 2xx, 3xx, 4xx and 5xx
	P50, P95, P99 string
	Bytes         int64
}

// A quotaItem is a key with what is left of its windows for a product.
type quotaItem struct {
	Key, Product, Plan string
	Windows            []windowItem
}

// A windowItem is a window as its user sees it.
type windowItem struct {
	Name   string
	Used   int64
	Quota  int64
	Left   int64
	Until  string // when it begins anew; empty if nothing is used
	Share  int    // of the quota that is used, in percent
	Full   bool
	Nearly bool // 80 % are used
}

// windowNames are the messages for the windows that every installation has.
var windowNames = map[string]string{"burst": "developer.window.burst", "day": "developer.window.day", "month": "developer.window.month"}

func (d *Developer) appUsage(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	ctx, by := r.Context(), v.Caller()
	a, err := d.consumers.Application(ctx, by, r.PathValue("app"))
	if err != nil {
		return err
	}
	all, err := d.consumers.Keys(ctx, by, a.ID)
	if err != nil {
		return err
	}
	page := usagePage{App: a, Path: frame.Prefixed(l.Lang, appPath(a.ID)), Key: r.URL.Query().Get("key")}
	chosen := all
	if page.Key != "" {
		chosen = slices.DeleteFunc(slices.Clone(all), func(k account.Key) bool { return k.ID != page.Key })
		if len(chosen) == 0 { // of somebody else, or of nobody
			return catalog.Errorf(catalog.ErrNotFound, "Không có khóa này.", "There is no such key.")
		}
	}
	for _, k := range all {
		page.Keys = append(page.Keys, frame.Choice{Value: k.ID, Title: k.Name + " (" + k.Hint + "…)"})
	}
	if err := d.chart(ctx, l, &page, chosen); err != nil {
		return err
	}
	page.Head = d.Unlisted(r, l, l.T("developer.usage.title", "app", a.Name))
	return d.Render(w, r, http.StatusOK, l, "usage", page)
}

// chart fills a page with the use of keys.
func (d *Developer) chart(ctx context.Context, l *frame.Locale, page *usagePage, keys []account.Key) error {
	now := d.Now().UTC()
	today, hour := now.Truncate(day), now.Truncate(time.Hour)
	firstDay, firstHour := today.AddDate(0, 0, 1-usageDays), hour.Add((1-usageHours)*time.Hour)
	daily, err := d.used(ctx, market.UseFilter{From: firstDay, Daily: true}, keys)
	if err != nil {
		return err
	}
	hourly, err := d.used(ctx, market.UseFilter{From: firstHour}, keys)
	if err != nil {
		return err
	}
	page.None = len(daily) == 0
	page.Days = frame.NewBarChart("days", l.T("developer.usage.by_day"), l.T("developer.usage.day"), l.T("developer.usage.calls"),
		bars(l, daily, firstDay, day, usageDays, l.Day))
	page.Hours = frame.NewBarChart("hours", l.T("developer.usage.by_hour"), l.T("developer.usage.hour"), l.T("developer.usage.calls"),
		bars(l, hourly, firstHour, time.Hour, usageHours, l.Time))
	page.Products = productUses(l, daily)
	return d.quotas(ctx, l, page, keys, daily)
}

// used returns the use of keys alone. Without a key there is none: an empty
// filter would be everybody's.
func (d *Developer) used(ctx context.Context, f market.UseFilter, keys []account.Key) ([]market.Use, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	for _, k := range keys {
		f.Keys = append(f.Keys, k.ID)
	}
	return d.usage.Use(ctx, f)
}

// bars are the calls of n steps of time.
func bars(l *frame.Locale, uses []market.Use, first time.Time, step time.Duration, n int, label func(time.Time) string) []frame.Bar {
	all, sums := make([]frame.Bar, n), make([]int64, n)
	for _, u := range uses {
		if i := int(u.Hour.Sub(first) / step); i >= 0 && i < n {
			sums[i] += u.Requests
		}
	}
	for i, sum := range sums {
		all[i] = frame.Bar{Label: label(first.Add(time.Duration(i) * step)), Value: float64(sum), Text: l.Int(sum)}
	}
	return all
}

// productUses adds up use by product, the most called first.
func productUses(l *frame.Locale, uses []market.Use) []productUse {
	sums, times := make(map[market.Ref]*productUse), make(map[market.Ref]*market.Latencies)
	for _, u := range uses {
		if sums[u.Product] == nil {
			sums[u.Product], times[u.Product] = &productUse{Product: string(u.Product)}, new(market.Latencies)
		}
		s := sums[u.Product]
		s.Requests += u.Requests
		s.Bytes += u.Bytes
		if class := u.Status/100 - 2; class >= 0 && class < len(s.Classes) {
			s.Classes[class] += u.Requests
		}
		times[u.Product].Merge(u.Latencies)
	}
	all := make([]productUse, 0, len(sums))
	for product, s := range sums {
		t := times[product]
		s.P50, s.P95, s.P99 = latency(l, t.Quantile(0.5)), latency(l, t.Quantile(0.95)), latency(l, t.Quantile(0.99))
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b productUse) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.Product, b.Product))
	})
	return all
}

// latency writes the class of times that a quantile is in.
func latency(l *frame.Locale, bound time.Duration) string {
	return "≤ " + l.Int(bound.Milliseconds()) + " ms"
}

// quotas fills in what is left of the windows of the keys that work, for each
// product that they have used in the days of the page.
func (d *Developer) quotas(ctx context.Context, l *frame.Locale, page *usagePage, keys []account.Key, uses []market.Use) error {
	for _, k := range keys {
		if !market.Works(k, d.Now()) {
			continue
		}
		var products []market.Ref
		for _, u := range uses {
			if u.Key == k.ID {
				products = append(products, u.Product)
			}
		}
		slices.Sort(products)
		for _, product := range slices.Compact(products) {
			plan, left, err := d.left(ctx, k, product)
			if err != nil {
				return err
			}
			item := quotaItem{Key: k.Name, Product: string(product), Plan: plan.Title.In(l.Lang)}
			for _, w := range left {
				item.Windows = append(item.Windows, d.window(l, w))
			}
			page.Quotas = append(page.Quotas, item)
		}
	}
	return nil
}

func (d *Developer) window(l *frame.Locale, w market.Left) windowItem {
	item := windowItem{Name: w.Name, Used: w.Quota - w.Left, Quota: w.Quota, Left: w.Left}
	if key, ok := windowNames[w.Name]; ok {
		item.Name = l.T(key)
	}
	item.Share = int(item.Used * 100 / w.Quota)
	item.Full, item.Nearly = w.Left == 0, w.Left > 0 && item.Used*100 >= w.Quota*80
	if item.Used > 0 {
		item.Until = l.Time(w.Until)
	}
	return item
}
