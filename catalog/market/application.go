package market

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"nguon/catalog"
)

// An Application is a program, or a piece of work, for which its owner calls
// APIs. Its keys are those of package account with its ID.
type Application struct {
	ID          string // a ULID
	Owner       string // the ID of a user
	Name        string // 1 to 100 characters
	Description string // at most 2000 characters
	URL         string // where it can be seen; may be empty
	Created     time.Time
	Closed      time.Time // zero: in use. The keys of a closed application are revoked.
}

// Validate returns an error of kind [catalog.ErrInvalid] that names every field
// of a that is wrong.
func (a *Application) Validate() error {
	var w catalog.Faults
	n := utf8.RuneCountInString(strings.TrimSpace(a.Name))
	w.Check("name", n >= 1 && n <= 100, "cần tên dài 1 đến 100 ký tự", "must have 1 to 100 characters")
	w.Check("description", utf8.RuneCountInString(a.Description) <= 2000, "tối đa 2000 ký tự", "has 2000 characters at most")
	w.URL("url", a.URL)
	w.Check("owner", a.Owner != "", "thiếu người sở hữu", "must not be empty")
	return w.Err("Ứng dụng này chưa hợp lệ.", "This application is not valid.")
}

// A Subscription lets an application use a product on a plan.
type Subscription struct {
	Application string
	Product     Ref
	Plan        string // the name of a plan
	State       SubscriptionState
	Message     string    // why the application needs it; at most 2000 characters
	Asked       time.Time // when it was asked for
	Due         time.Time // until when the agency is to answer; zero if nobody has to
	Answer      string    // what the agency said
	AnsweredBy  string    // the ID of a user; empty if nobody had to
	Answered    time.Time // zero: not yet
}

// A SubscriptionState is where a subscription is.
type SubscriptionState string

// The states of a subscription.
const (
	Pending SubscriptionState = "pending" // the agency is to answer
	Active  SubscriptionState = "active"
	Refused SubscriptionState = "refused"
	Ended   SubscriptionState = "ended" // by the application, or by the agency afterwards
)

// AnswerWithin is the time that an agency has to answer.
const AnswerWithin = 5 * 24 * time.Hour

// Subscribe returns the subscription that begins when an application asks for a
// product on a plan: active at once where nobody has to approve, pending
// otherwise.
func Subscribe(application string, product Ref, plan, message string, mustApprove bool, at time.Time) (Subscription, error) {
	var w catalog.Faults
	w.Check("product", product.Valid(), "không có API này", "is no product")
	w.Check("plan", plan != "", "cần chọn gói", "must not be empty")
	w.Check("message", utf8.RuneCountInString(message) <= 2000, "tối đa 2000 ký tự", "has 2000 characters at most")
	w.Check("message", !mustApprove || strings.TrimSpace(message) != "", "cần nói để làm gì", "must say what it is for")
	if err := w.Err("Chưa thể đăng ký dùng.", "This cannot be subscribed to yet."); err != nil {
		return Subscription{}, err
	}
	s := Subscription{Application: application, Product: product, Plan: plan, Message: message, Asked: at}
	if mustApprove {
		s.State, s.Due = Pending, at.Add(AnswerWithin)
	} else {
		s.State, s.Answered = Active, at
	}
	return s, nil
}

// Reply answers s: to must be Active or Refused for one that is pending, and
// Ended for one that is pending or active. Whoever refuses or ends what was
// active says why. The error is of kind [catalog.ErrConflict] or
// [catalog.ErrInvalid]; s is not changed then.
func (s *Subscription) Reply(to SubscriptionState, by, text string, at time.Time) error {
	ways := map[SubscriptionState][]SubscriptionState{Pending: {Active, Refused, Ended}, Active: {Ended}}
	if !slices.Contains(ways[s.State], to) {
		return catalog.Errorf(catalog.ErrConflict, "Đăng ký này đang ở trạng thái %q.", "This subscription is %q.", s.State)
	}
	var w catalog.Faults
	w.Check("answer", utf8.RuneCountInString(text) <= 2000, "tối đa 2000 ký tự", "has 2000 characters at most")
	w.Check("answer", to != Refused || strings.TrimSpace(text) != "", "cần nói lý do", "must say why")
	if err := w.Err("Câu trả lời chưa hợp lệ.", "The answer is not valid."); err != nil {
		return err
	}
	s.State, s.Answer, s.AnsweredBy, s.Answered = to, text, by, at
	return nil
}
