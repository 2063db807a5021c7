package main

import (
	"context"
	"encoding/json"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
)

// tellRobot raises the notice of a leaked token of a robot, for those who manage
// the keys of its agency or, where nobody does, for the portal's administrators.
func (c *crier) tellRobot(ctx context.Context, l account.RobotLeak) error {
	to, err := c.thoseWhoMay(ctx, account.ActionManageKeys, l.Robot.Agency)
	if err == nil && len(to) == 0 {
		to, err = c.thoseWhoMay(ctx, account.ActionAdminister, account.AnyAgency)
	}
	if err != nil || len(to) == 0 {
		return err
	}
	data, err := json.Marshal(map[string]string{"robot": l.Robot.ID, "token": l.Token.ID, "hint": l.Token.Hint, "found": l.Found})
	if err != nil {
		return err
	}
	return c.board.Raise(ctx, notice.Notice{
		ID: notice.ID(l.At, string(notice.KeyLeaked), l.Robot.ID, l.Token.ID), Kind: notice.KeyLeaked, To: to, At: l.At,
		Title: catalog.Textf("Khóa của robot %[1]q bị lộ và đã được thu hồi", "A token of robot %[1]q has leaked and was revoked", clipped(l.Robot.Name, 100)),
		Text: catalog.Textf("Có người báo rằng đã thấy khóa %[1]s… ở nơi công khai%[2]s. Khóa đã ngừng hoạt động. Hãy tạo khóa mới, gỡ khóa cũ khỏi nơi đó và xem lại những gì robot đã gửi.",
			"Somebody has reported that token %[1]s… was seen in public%[2]s. It works no more. Make a new one, remove the old one from there, and look over what the robot has sent.",
			l.Token.Hint, foundAt(l.Found)),
		Path: "/desk/" + l.Robot.Agency + "/robots", Data: data,
	})
}
