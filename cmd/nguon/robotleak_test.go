package main

import (
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/notice"
)

func TestLeakedTokenOfARobotIsToldToWhoManagesTheKeys(t *testing.T) {
	people := map[string][]account.User{
		"H29":             {member("CHIEF", "H29", account.Administrator), member("VIEWER", "H29", account.Viewer)},
		account.AnyAgency: {member("ADMIN", account.AnyAgency, account.PortalAdmin)},
	}
	leak := account.RobotLeak{
		Robot: account.Robot{ID: "R", Name: "đường\nống", Agency: "H29"}, Token: account.RobotToken{ID: "T", Hint: "ngn_robot_abc"},
		Found: "https://x.example\nhere", At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
	}
	for agency, want := range map[string]string{"H29": "CHIEF", "H30": "ADMIN"} {
		board := new(hearing)
		leak.Robot.Agency = agency
		if err := (&crier{board: board, users: staff{users: people}}).tellRobot(t.Context(), leak); err != nil {
			t.Fatal(err)
		}
		if len(board.raised) != 1 {
			t.Fatalf("%s: raised %+v", agency, board.raised)
		}
		n := board.raised[0]
		if n.Kind != notice.KeyLeaked || strings.Join(n.To, " ") != want || n.Path != "/desk/"+agency+"/robots" ||
			!strings.Contains(n.Text.Vi, "https://x.example here") || strings.Contains(n.Title.Vi+n.Text.Vi, "\n") || !strings.Contains(string(n.Data), `"token":"T"`) {
			t.Errorf("%s: %+v with %s", agency, n, n.Data)
		}
	}
	nobody := new(hearing)
	if err := (&crier{board: nobody, users: staff{}}).tellRobot(t.Context(), leak); err != nil || len(nobody.raised) > 0 {
		t.Errorf("without anybody to hear it: %v, %v", nobody.raised, err)
	}
}
