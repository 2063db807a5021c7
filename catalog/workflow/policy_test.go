package workflow_test

import (
	"errors"
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/catalog/workflow"
)

func TestDaysOfRemindersAreReadAndBounded(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []int
		err        error
	}{
		{"in any order", "1, 7", []int{7, 1}, nil},
		{"none", "none", []int{}, nil},
		{"nothing", "", nil, catalog.ErrInvalid},
		{"a word", "weekly", nil, catalog.ErrInvalid},
		{"the day itself", "0", nil, catalog.ErrInvalid},
		{"too far ahead", "61", nil, catalog.ErrInvalid},
		{"one twice", "7,7", nil, catalog.ErrInvalid},
		{"too many", "6,5,4,3,2,1", nil, catalog.ErrInvalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := workflow.ParseRemind(test.text)
			if !errors.Is(err, test.err) || err == nil && (!slices.Equal(got, test.want) || got == nil) {
				t.Errorf("ParseRemind(%q) = %v, %v; want %v, %v", test.text, got, err, test.want, test.err)
			}
		})
	}
}

func TestAnAgencyThatWantsNoRemindersIsNotOneThatNeverSaid(t *testing.T) {
	never, none := workflow.Policy{}, workflow.Policy{Remind: []int{}}
	if never.Equal(none) || !never.Equal(workflow.Policy{}) {
		t.Error("the two are told apart wrongly")
	}
	if len(none.Reminders()) != 0 || !slices.Equal(never.Reminders(), workflow.DefaultRemind) {
		t.Errorf("reminders %v and %v", none.Reminders(), never.Reminders())
	}
	if err := (workflow.Policy{Remind: []int{1, 7}}).Validate(); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("days out of order: err = %v", err)
	}
}
