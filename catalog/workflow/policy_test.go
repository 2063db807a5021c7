package workflow_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

func TestDaysOfRemindersAreReadAndBounded(t *testing.T) {
	for _, test := range []struct {
		name, remind, alarm string
		want                workflow.Days
		wrong               string // the field
	}{
		{"in any order", "1, 7", "7,1", workflow.Days{Remind: []int{7, 1}, Alarm: []int{1, 7}}, ""},
		{"none", "none", "", workflow.Days{Remind: []int{}, Alarm: []int{}}, ""},
		{"a word", "weekly", "1", workflow.Days{}, "remind"},
		{"the day itself", "7", "0", workflow.Days{}, "alarm"},
		{"too far ahead", "61", "", workflow.Days{}, "remind"},
		{"too late", "", "31", workflow.Days{}, "alarm"},
		{"one twice", "7,7", "", workflow.Days{}, "remind"},
		{"too many", "", "6,5,4,3,2,1", workflow.Days{}, "alarm"},
		{"an empty one among others", "7,,1", "", workflow.Days{}, "remind"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := workflow.ParseDays(test.remind, test.alarm)
			if test.wrong == "" {
				if err != nil || !reflect.DeepEqual(got, test.want) {
					t.Errorf("got %#v, %v; want %#v", got, err, test.want)
				}
				return
			}
			e, ok := errors.AsType[*catalog.Error](err)
			if !ok || !errors.Is(err, catalog.ErrInvalid) || len(e.Fields) != 1 || e.Fields[0].Field != test.wrong {
				t.Errorf("err = %v, want one of the field %s", err, test.wrong)
			}
		})
	}
}

func TestAnAgencyThatWantsNoRemindersIsNotOneThatNeverSaid(t *testing.T) {
	never, none := workflow.Policy{}, workflow.Policy{Days: workflow.Days{Remind: []int{}}}
	if never.Equal(none) || !never.Equal(workflow.Policy{}) {
		t.Error("the two are told apart wrongly")
	}
	if got := none.DaysOf("rain"); len(got.Remind) != 0 || !slices.Equal(got.Alarm, workflow.DefaultAlarm) {
		t.Errorf("days %v", got)
	}
	if got := never.DaysOf("rain"); !slices.Equal(got.Remind, workflow.DefaultRemind) {
		t.Errorf("days %v", got)
	}
}

func TestADatasetDiffersInWhatIsSaidOfItAlone(t *testing.T) {
	agency := workflow.Policy{Days: workflow.Days{Remind: []int{14}, Alarm: []int{3}}}
	p := agency.WithDays("rain", &workflow.Days{Alarm: []int{}})
	if got := p.DaysOf("rain"); !slices.Equal(got.Remind, []int{14}) || len(got.Alarm) != 0 {
		t.Errorf("days of rain: %v", got)
	}
	if got := p.DaysOf("air"); !slices.Equal(got.Alarm, []int{3}) {
		t.Errorf("days of air: %v", got)
	}
	if agency.Datasets != nil || !p.WithDays("rain", nil).Equal(agency) {
		t.Error("what is changed is a copy, and can be taken back")
	}
}

func TestWhatAnAgencyCannotWant(t *testing.T) {
	many := make(map[catalog.Slug]workflow.Days)
	for i := range workflow.MaxDatasets + 1 {
		many[catalog.Slug(fmt.Sprint("d", i))] = workflow.Days{}
	}
	for name, p := range map[string]workflow.Policy{
		"days out of order":              {Days: workflow.Days{Remind: []int{1, 7}}},
		"days of a dataset out of order": {Datasets: map[catalog.Slug]workflow.Days{"rain": {Alarm: []int{7, 1}}}},
		"hearers who may do nothing":     {AlarmTo: account.Viewer},
		"exceptions without end":         {Datasets: many},
		"no such approval":               {Approval: "perhaps"},
	} {
		if err := p.Validate(); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
}
