package linkage

import "context"

// sum goes through the persons and counts what they have in common.
type sum struct {
	k, least  int64
	now, then *side
	out       *Result
}

// run counts persons, each of which stands for so many rows. Persons with the
// same class in the new release come together: if they are many, what that
// class has in common with all classes of the earlier release is counted at
// once, and otherwise for one person after the other.
func (s *sum) run(ctx context.Context, weight []int64, signatures int) error {
	all := s.now.byClass(weight)
	index := s.then.bags.index(signatures)
	in := make([]int64, len(s.then.empty))
	for class := range len(all.start) - 1 {
		persons := all.person[all.start[class]:all.start[class+1]]
		once := index.work(&s.now.bags, uint32(class)) < len(persons)*s.now.bags.len(uint32(class))
		if once {
			index.meet(&s.now.bags, uint32(class), in, 1)
		}
		for i, person := range persons {
			if i%block == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			before, now := s.then.fitting(int(person)), s.now.fitting(int(person))
			if once && len(before) == 1 && len(now) == 1 {
				s.count(weight[person], before, in[before[0]])
				continue
			}
			// More than enough changes neither the least nor the rows below k.
			s.count(weight[person], before, common(&s.now.bags, now, &s.then.bags, before, max(s.k, s.least)))
		}
		if once {
			index.meet(&s.now.bags, uint32(class), in, -1)
		}
	}
	return nil
}

func (s *sum) count(rows int64, before []uint32, joint int64) {
	s.out.Rows += rows
	switch {
	case len(before) == 0:
		s.out.Absent += rows
		return
	case joint == 0:
		s.out.Changed += rows
		return
	case joint < s.k:
		s.out.JointRows += rows
	}
	s.least = min(s.least, joint)
}

// members are the persons of each class.
type members struct {
	start  []int
	person []uint32
}

// byClass puts the persons who stand for any rows under the first of their
// classes.
func (s *side) byClass(weight []int64) members {
	m := members{start: make([]int, len(s.empty)+1)}
	for person, rows := range weight {
		if rows > 0 {
			m.start[s.fitting(person)[0]+1]++
		}
	}
	for class := range s.empty {
		m.start[class+1] += m.start[class]
	}
	m.person = make([]uint32, m.start[len(s.empty)])
	next := append([]int(nil), m.start...)
	for person, rows := range weight {
		if rows > 0 {
			at := &next[s.fitting(person)[0]]
			m.person[*at] = uint32(person)
			*at++
		}
	}
	return m
}
