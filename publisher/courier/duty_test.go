package courier_test

import (
	"strings"
	"testing"

	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
)

func TestADutyReachesThoseWhoDidNotMuteIt(t *testing.T) {
	b := open(t)
	if err := b.db.Mute(t.Context(), "minh", notice.ReleaseDue); err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]notice.Kind{"due": notice.ReleaseDue, "late": notice.ReleaseLate} {
		n := catalogtest.Notice(name)
		n.Kind, n.To, n.Topics = kind, []string{"lan", "minh"}, nil
		b.raise(t, n)
	}
	b.deliver(t)
	for owner, want := range map[string]int{"lan": 2, "minh": 1} {
		if got := b.box.to(owner + "@example.net"); len(got) != want {
			t.Errorf("%s got %d mails, want %d", owner, len(got), want)
		}
	}
	m := b.box.to("minh@example.net")[0]
	if !strings.Contains(m.Text, "vai trò trong một cơ quan") {
		t.Errorf("the mail does not say why it comes: %s", m.Text)
	}
	pass, err := b.passes.Open(parse(t, m.Unsubscribe).Query().Get("t"))
	if err != nil || pass.Owner != "minh" || pass.Duty != notice.ReleaseLate {
		t.Errorf("pass %+v, %v", pass, err)
	}
	if pass.Ends(notice.Follow{Owner: "minh", Topic: notice.OfDataset("rain")}) {
		t.Error("the pass ends a follow too")
	}
}
