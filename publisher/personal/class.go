package personal

// The classes of bytes, each a counter in eight of the bits of a shape: so one
// addition a byte counts them all.
const (
	isDigit  = 1 << (8 * iota)
	isBlank  // the space
	isAt     //
	isColon  //
	isSign   // of the signs inside numbers: . - + ( )
	isLetter // of any alphabet
	isElse   //
	isOdd    // begins a character that may have a plainer form, see usual
)

const counter = 0xFF

var classes = func() (t [256]uint64) {
	for i := range t {
		switch c := byte(i); {
		case digit(c):
			t[i] = isDigit
		case c == 0xC2, c == 0xCC, c == 0xCD, c == 0xE2, c == 0xE3, c == 0xEF:
			t[i] = isLetter | isOdd
		case letterByte(c):
			t[i] = isLetter
		case c == '@':
			t[i] = isAt
		case c == ' ':
			t[i] = isBlank
		case c == ':':
			t[i] = isColon
		case c == '.' || c == '-' || c == '+' || c == '(' || c == ')':
			t[i] = isSign
		default:
			t[i] = isElse
		}
	}
	return t
}()

// A shape is how many bytes of each class a cell has.
type shape struct {
	classes        uint64 // those that occur, with any bits of their counters
	digits, blanks int
}

func shapeOf(v []byte) (s shape) {
	for len(v) > counter {
		s.add(v[:counter])
		v = v[counter:]
	}
	s.add(v)
	return s
}

func (s *shape) add(v []byte) {
	sum := uint64(0)
	for _, b := range v {
		sum += classes[b]
	}
	s.classes |= sum
	s.digits += int(sum / isDigit & counter)
	s.blanks += int(sum / isBlank & counter)
}

// has reports whether any of the classes occurs.
func (s *shape) has(any uint64) bool { return s.classes&(any*counter) != 0 }
