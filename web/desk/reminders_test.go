package desk_test

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/workflow"
)

// promise publishes a dataset of an agency that has a schedule.
func (b *bureau) promise(t testing.TB, slug catalog.Slug, agency string) {
	t.Helper()
	d := catalogtest.Dataset(slug, agency)
	d.Schedule = &catalog.Schedule{Every: "month", Day: "26", At: "09:00"}
	catalogtest.Publish(t, b.db, d, catalogtest.Release(d, 1))
}

func (b *bureau) policy(t testing.TB, agency string) workflow.Policy {
	t.Helper()
	return must(b.db.Policy(t.Context(), agency))(t)
}

func reminders(remind, alarm, remindTo, alarmTo string) url.Values {
	return url.Values{"remind": {remind}, "alarm": {alarm}, "remind-to": {remindTo}, "alarm-to": {alarmTo}}
}

func TestAnAgencySaysWhenPeopleAreRemindedAndWho(t *testing.T) {
	b := newBureau(t)
	for _, r := range []account.Role{account.Editor, account.Approver, account.Steward, account.Administrator} {
		b.join(t, string(r), grant(here, r))
	}
	b.promise(t, "rain", here)
	b.promise(t, "snow", there)
	page := b.get(t, "administrator", "/en/desk/H26/reminders")
	wantText(t, "what holds at first", page, `value="7, 1"`, `value="1, 7"`, `<option value="editor" selected`, `<option value="steward" selected`,
		"administrator, steward", `href="/en/desk/H26/reminders/rain"`)
	if strings.Contains(page.body, "snow") {
		t.Error("the desk tells of the dataset of another agency")
	}
	if err := b.db.SetPolicy(t.Context(), here, workflow.Policy{Approval: workflow.Required}); err != nil {
		t.Fatal(err)
	}
	wantDone(t, "save", b.post(t, "administrator", "/desk/H26/reminders", reminders("3, 14", "", "approver", "administrator")))
	want := workflow.Policy{Approval: workflow.Required, Days: workflow.Days{Remind: []int{14, 3}, Alarm: []int{}}, RemindTo: account.Approver, AlarmTo: account.Administrator}
	if got := b.policy(t, here); !got.Equal(want) {
		t.Errorf("policy %+v, want %+v", got, want)
	}
	wantText(t, "what holds then", b.get(t, "administrator", "/desk/H26/reminders?done=saved"), `value="14, 3"`, `value=""`, "Đã lưu")
	told, err := b.db.Accounts().Audit(t.Context(), account.AuditFilter{Object: here})
	if err != nil || len(told) != 1 || told[0].Verb != workflow.VerbPolicy {
		t.Errorf("audit log: %+v, %v", told, err)
	}
}

func TestDaysThatCannotBeAreSaidBesideTheirField(t *testing.T) {
	b := newBureau(t)
	b.join(t, "administrator", grant(here, account.Administrator))
	b.promise(t, "rain", here)
	for _, test := range []struct {
		name, path string
		form       url.Values
		want       []string
	}{
		{"a word", "/en/desk/H26/reminders", reminders("weekly", "1", "editor", "steward"), []string{`value="weekly"`, `id="remind-wrong"`, "not &#34;weekly&#34;"}},
		{"too late", "/en/desk/H26/reminders", reminders("7", "31", "editor", "steward"), []string{`id="alarm-wrong"`, "from 1 to 30 days after"}},
		{"who may not work", "/en/desk/H26/reminders", reminders("7", "1", "viewer", "steward"), []string{"There is no such role"}},
		{"of a dataset", "/en/desk/H26/reminders/rain", reminders("0", "1", "", ""), []string{`id="remind-wrong"`, `value="0"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := b.post(t, "administrator", test.path, test.form)
			wantStatus(t, "save", a, http.StatusUnprocessableEntity)
			wantText(t, "the form", a, test.want...)
			if got := b.policy(t, here); !got.Equal(workflow.Policy{}) {
				t.Errorf("policy %+v", got)
			}
		})
	}
}

func TestADatasetHasDaysOfItsOwnUntilTheyAreTakenBack(t *testing.T) {
	b := newBureau(t)
	b.join(t, "administrator", grant(here, account.Administrator))
	b.promise(t, "rain", here)
	b.promise(t, "snow", there)
	const page = "/en/desk/H26/reminders/rain"
	if a := b.get(t, "administrator", page); strings.Contains(a.body, `name="agency"`) {
		t.Error("there is something to take back before there is anything")
	}
	wantDone(t, "save", b.post(t, "administrator", page, url.Values{"remind": {"2"}, "alarm": {""}}))
	want := map[catalog.Slug]workflow.Days{"rain": {Remind: []int{2}, Alarm: []int{}}}
	if got := b.policy(t, here).Datasets; !reflect.DeepEqual(got, want) {
		t.Errorf("datasets %+v, want %+v", got, want)
	}
	wantText(t, "the list", b.get(t, "administrator", "/en/desk/H26/reminders"), "Change (its own)", "<td>2</td>")
	wantText(t, "the form", b.get(t, "administrator", page), `name="agency"`, `value="2"`)
	wantDone(t, "take back", b.post(t, "administrator", page, url.Values{"remind": {"2"}, "alarm": {""}, "agency": {"1"}}))
	if got := b.policy(t, here); !got.Equal(workflow.Policy{}) {
		t.Errorf("policy %+v", got)
	}
	wantStatus(t, "the dataset of another agency", b.get(t, "administrator", "/desk/H26/reminders/snow"), http.StatusNotFound)
}
