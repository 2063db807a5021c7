package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// The days that GET /v1/usage looks back.
const (
	usualUsageDays = 30
	maxUsageDays   = 92
)

// usageBody is the answer of GET /v1/usage.
type usageBody struct {
	Key  usageKeyBody       `json:"key"`
	Data []productUsageBody `json:"data"` // by the names of products
	Meta usageMeta          `json:"meta"`
}

type usageKeyBody struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Hint        string    `json:"hint"`
	Application string    `json:"application,omitempty"`
	Expires     time.Time `json:"expires,omitzero"`
}

type usageMeta struct {
	From  string `json:"from"` // the first day
	Until string `json:"until"`
	// DelaySeconds is by how much figures of days may be behind.
	DelaySeconds int `json:"delay_seconds"`
}

// productUsageBody is what a key may use of a product, and has.
type productUsageBody struct {
	Product market.Ref   `json:"product"`
	Plan    string       `json:"plan"`
	Limits  limitsBody   `json:"limits"`
	Windows []windowBody `json:"windows"`
	Days    []dayBody    `json:"days"` // those with calls, oldest first
}

type limitsBody struct {
	Rows        int   `json:"rows"`
	TimeoutMS   int64 `json:"timeout_ms"`
	Concurrency int   `json:"concurrency"`
}

type windowBody struct {
	Name    string    `json:"name"`
	Quota   int64     `json:"quota"`
	Seconds int64     `json:"seconds"`
	Left    int64     `json:"left"`
	Until   time.Time `json:"until"`
}

type dayBody struct {
	Day      string `json:"day"` // of UTC
	Requests int64  `json:"requests"`
	Errors   int64  `json:"errors"` // of these: statuses from 400
	Bytes    int64  `json:"bytes"`
}

// getUsage answers GET /v1/usage: what the key that asks has used, and what is
// left.
func (s *Server) getUsage(c *gin.Context) error {
	who := callerOf(c)
	if who.Key == nil || s.Usage == nil {
		return problem.Errorf(problem.KeyMissing, "Chỉ có số liệu của khóa gửi kèm; hãy gửi khóa trong tiêu đề X-Api-Key.",
			"There are figures of the key that is sent along alone; send it in the header X-Api-Key.")
	}
	days, err := usageDays(c.Request)
	if err != nil {
		return err
	}
	ctx, now := c.Request.Context(), s.Now().UTC()
	from := now.Truncate(24*time.Hour).AddDate(0, 0, 1-days)
	uses, err := s.Usage.Use(ctx, market.UseFilter{From: from, Keys: []string{who.Key.ID}, Daily: true})
	if err != nil {
		return fmt.Errorf("use of a key: %w", err)
	}
	k := who.Key
	body := usageBody{
		Key:  usageKeyBody{ID: k.ID, Name: k.Name, Hint: k.Hint, Application: k.Application, Expires: k.Expires},
		Meta: usageMeta{From: from.Format(time.DateOnly), Until: now.Format(time.DateOnly), DelaySeconds: int(market.FlushPeriod.Seconds())},
	}
	subscribed, err := s.subscribedTo(ctx, k)
	if err != nil {
		return err
	}
	of := make(map[market.Ref][]dayBody)
	for _, product := range append(subscribed, market.Catalogue) {
		of[product] = []dayBody{}
	}
	for _, u := range uses {
		of[u.Product] = addDay(of[u.Product], u)
	}
	for product, calls := range of {
		one, err := s.newProductUsage(ctx, k, product, calls)
		if err != nil {
			return err
		}
		body.Data = append(body.Data, one)
	}
	slices.SortFunc(body.Data, func(a, b productUsageBody) int { return cmp.Compare(a.Product, b.Product) })
	return answer(c, "private, no-cache", body)
}

// usageDays reads the parameter days.
func usageDays(r *http.Request) (int, error) {
	days := usualUsageDays
	for name, values := range r.URL.Query() {
		if name != "days" || len(values) != 1 {
			return 0, problem.Parameter(name, "không có tham số này, hoặc được viết nhiều lần; có: days", "there is no such parameter, or it is given twice; there is: days")
		}
		n, err := strconv.Atoi(values[0])
		if err != nil || n < 1 || n > maxUsageDays {
			return 0, problem.Parameter(name, "phải là số từ 1 đến %d", "must be a number from 1 to %d", maxUsageDays)
		}
		days = n
	}
	return days, nil
}

// addDay adds use to the last of days, or as the next. Uses come in the order of
// time.
func addDay(days []dayBody, u market.Use) []dayBody {
	day := u.Hour.Format(time.DateOnly)
	if len(days) == 0 || days[len(days)-1].Day != day {
		days = append(days, dayBody{Day: day})
	}
	d := &days[len(days)-1]
	d.Requests += u.Requests
	d.Bytes += u.Bytes
	if u.Status >= http.StatusBadRequest {
		d.Errors += u.Requests
	}
	return days
}

// subscribedTo returns the products that the application of a key may use by a
// subscription.
func (s *Server) subscribedTo(ctx context.Context, k *account.Key) ([]market.Ref, error) {
	if s.Applications == nil || k.Application == "" {
		return nil, nil
	}
	subs, err := s.Applications.Subscriptions(ctx, market.SubscriptionFilter{Application: k.Application, State: market.Active})
	if err != nil {
		return nil, fmt.Errorf("subscriptions of a key: %w", err)
	}
	products := make([]market.Ref, len(subs))
	for i, sub := range subs {
		products[i] = sub.Product
	}
	return products, nil
}

func (s *Server) newProductUsage(ctx context.Context, k *account.Key, product market.Ref, days []dayBody) (productUsageBody, error) {
	plan, windows, err := s.Left(ctx, *k, product)
	if err != nil {
		return productUsageBody{}, err
	}
	b := productUsageBody{
		Product: product, Plan: plan.Name, Days: days, Windows: make([]windowBody, len(windows)),
		Limits: limitsBody{Rows: plan.Rows, TimeoutMS: plan.Timeout.Milliseconds(), Concurrency: plan.Concurrency},
	}
	for i, w := range windows {
		b.Windows[i] = windowBody{Name: w.Name, Quota: w.Quota, Seconds: int64(w.Period.Seconds()), Left: w.Left, Until: w.Until}
	}
	return b, nil
}
