package anon

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"nguon/catalog"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// A staged column is one that is published, on its way through its operations.
type staged struct {
	said   *policy.Column
	column *micro.Column // after the operations that are done
	next   int           // operation to do
	// blank are the rows of a quasi-identifier that an operation suppresses:
	// only in what is published, since an adversary knows them all the same.
	blank []int
}

// op is the next operation, or nil.
func (s *staged) op() *policy.Op {
	if s.next < len(s.said.Ops) {
		return &s.said.Ops[s.next]
	}
	return nil
}

// automatic is the generalisation whose level is to be searched, if that is
// what comes next.
func (s *staged) automatic() *policy.Generalise {
	if op := s.op(); op != nil && op.Generalise != nil && op.Generalise.Level == policy.Auto {
		return op.Generalise
	}
	return nil
}

// transform does all operations up to the levels that are to be searched.
// Operations on several columns at once wait until all of these are so far.
func (m *maker) transform(ctx context.Context) error {
	for {
		moved := false
		for _, s := range m.staged {
			for {
				if err := ctx.Err(); err != nil {
					return err
				}
				ok, err := m.step(s)
				if err != nil {
					return err
				}
				if !ok {
					break
				}
				moved = true
			}
		}
		if !moved {
			return m.stuck()
		}
	}
}

// step does the next operation of s, if it can be done now.
func (m *maker) step(s *staged) (bool, error) {
	op := s.op()
	switch {
	case op == nil || s.automatic() != nil:
		return false, nil
	case op.Geo != nil && op.Geo.GridM > 0 && op.Geo.With != "":
		return m.grid(s, op.Geo)
	case op.Microaggregate != nil && op.Microaggregate.Group != "":
		return m.aggregate(s, op.Microaggregate)
	case op.Suppress != nil && s.said.Role == policy.Quasi:
		s.blank = append(s.blank, holding(s.column, op.Suppress.Values)...)
	default:
		c, err := m.apply(s.column, op)
		if err != nil {
			return false, err
		}
		s.column = c
	}
	s.next++
	return true, nil
}

// grid moves the points of two columns, once both are so far.
func (m *maker) grid(s *staged, g *policy.Geo) (bool, error) {
	other := m.named(g.With)
	if other == nil {
		return false, refuse(s.said, "cột %[1]q của tọa độ kia không được công bố", "column %[1]q, of the other coordinate, is not published", g.With)
	}
	op := other.op()
	if op == nil || op.Geo == nil || op.Geo.With != s.said.Name || op.Geo.GridM != g.GridM || op.Geo.Axis == g.Axis {
		return false, nil
	}
	lat, lon := s, other
	if g.Axis == "longitude" {
		lat, lon = other, s
	}
	y, x, err := recode.GeoGrid(lat.column, lon.column, g.GridM)
	if err != nil {
		return false, err
	}
	lat.column, lon.column = y, x
	lat.next++
	lon.next++
	return true, nil
}

// aggregate groups the rows of all columns of a group together, once all are
// so far.
func (m *maker) aggregate(s *staged, a *policy.Microaggregate) (bool, error) {
	var members []*staged
	for _, other := range m.staged {
		if !slices.ContainsFunc(other.said.Ops, func(o policy.Op) bool { return o.Microaggregate != nil && o.Microaggregate.Group == a.Group }) {
			continue
		}
		op := other.op()
		if op == nil || op.Microaggregate == nil || op.Microaggregate.Group != a.Group {
			return false, nil
		}
		if *op.Microaggregate != *a {
			return false, refuse(other.said, "các cột của nhóm %[1]q phải có cùng k, method và measure", "columns of group %[1]q must have the same k, method and measure", a.Group)
		}
		members = append(members, other)
	}
	columns := make([]*micro.Column, len(members))
	for i, s := range members {
		columns[i] = s.column
	}
	made, err := recode.Microaggregate(columns, int(a.K), recode.Measure(a.Measure))
	if err != nil {
		return false, err
	}
	for i, s := range members {
		s.column = made[i]
		s.next++
	}
	return true, nil
}

// stuck is an error if an operation still waits for another column.
func (m *maker) stuck() error {
	for _, s := range m.staged {
		if op := s.op(); op != nil && s.automatic() == nil {
			return refuse(s.said, "phép %[1]s chờ một cột khác mà không tới lượt: hãy xem lại axis, with hoặc group", "operation %[1]s waits for another column that never comes to it: look at axis, with or group", op.Kind())
		}
		if s.automatic() != nil && s.next != len(s.said.Ops)-1 {
			return refuse(s.said, "generalise với level: auto phải là phép cuối cùng", "generalise with level: auto must be the last operation")
		}
	}
	return nil
}

// named returns the staged column with a name of the policy, or nil.
func (m *maker) named(name string) *staged {
	i := slices.IndexFunc(m.staged, func(s *staged) bool { return s.said.Name == name })
	if i < 0 {
		return nil
	}
	return m.staged[i]
}

// refuse is the error of a policy that does not fit its table.
func refuse(c *policy.Column, vi, en string, args ...any) error {
	return &catalog.Error{Kind: catalog.ErrRefused, Public: catalog.Text{Vi: "Chính sách không dùng được cho bảng này.", En: "The policy cannot be used for this table."},
		Fields: []catalog.FieldError{{Field: c.Name, Line: int64(c.Line), Position: -1, Detail: catalog.Textf(vi, en, args...)}}}
}

// short writes an operation as a reader of the report sees it.
func short(op *policy.Op) string {
	switch {
	case op.Generalise != nil:
		return fmt.Sprintf("generalise %s to %s", op.Generalise.Hierarchy, op.Generalise.Level)
	case op.Bands != nil:
		return fmt.Sprintf("bands %s", op.Bands.Width)
	case op.Top != nil:
		return fmt.Sprintf("top %s", cmp.Or(op.Top.At, op.Top.Beyond))
	case op.Bottom != nil:
		return fmt.Sprintf("bottom %s", cmp.Or(op.Bottom.At, op.Bottom.Beyond))
	case op.TopPercentile != nil:
		return fmt.Sprintf("top_percentile %g", op.TopPercentile.At)
	case op.BottomPercentile != nil:
		return fmt.Sprintf("bottom_percentile %g", op.BottomPercentile.At)
	case op.Date != nil:
		return "date " + op.Date.To
	case op.Geo != nil && op.Geo.Decimals != nil:
		return fmt.Sprintf("geo decimals %d", *op.Geo.Decimals)
	case op.Geo != nil:
		return fmt.Sprintf("geo %g m", op.Geo.GridM)
	case op.Microaggregate != nil:
		return fmt.Sprintf("microaggregate %d", op.Microaggregate.K)
	case op.Round != nil:
		return fmt.Sprintf("round %d", op.Round.Base)
	}
	return op.Kind()
}
