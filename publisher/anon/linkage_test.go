package anon_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/assess"
)

// patients are rows of a register, so many in each of two bands of age, with
// two diseases.
func patients(young, old int) string {
	var b strings.Builder
	b.WriteString("Tuổi,Bệnh\n")
	for i := range young {
		fmt.Fprintf(&b, "%d,%s\n", 20+i%10, []string{"cúm", "hen"}[i%2])
	}
	for i := range old {
		fmt.Fprintf(&b, "%d,%s\n", 60+i%10, []string{"cúm", "gút"}[i%2])
	}
	return b.String()
}

const ofPatients = open + "columns: {Tuổi: {role: quasi, op: {bands: {width: 10, origin: %d}}}, Bệnh: {role: sensitive, op: keep}}\nprivacy: {k: 3, Bệnh: {l: 2}}\n"

func TestReleaseIsComparedWithEarlierOnes(t *testing.T) {
	before := run(t, small(t, patients(10, 10), fmt.Sprintf(ofPatients, 0), nil))
	for _, test := range []struct {
		name, data, policy, earlier string
		want                        []assess.Code
	}{
		{"the same again", patients(10, 10), fmt.Sprintf(ofPatients, 0), published(t, before), nil},
		{"one more person", patients(11, 10), fmt.Sprintf(ofPatients, 0), published(t, before), []assess.Code{assess.Differencing}},
		{"one person less", patients(10, 9), fmt.Sprintf(ofPatients, 0), published(t, before), []assess.Code{assess.Differencing}},
		{"four more persons", patients(10, 14), fmt.Sprintf(ofPatients, 0), published(t, before), nil},
		{"bands that begin elsewhere", patients(10, 10), fmt.Sprintf(ofPatients, 5), published(t, before), []assess.Code{assess.Incomparable}},
		{"something else altogether", patients(10, 10), fmt.Sprintf(ofPatients, 0), "Mưa,Ngày\n1,2024-01-01\n2,2024-01-02\n", []assess.Code{assess.Incomparable}},
		{"one more person, which the policy leaves aside", patients(11, 10), fmt.Sprintf(ofPatients, 0) + "linkage: {previous_releases: ignore}\n", published(t, before), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := small(t, test.data, test.policy, nil)
			j.Previous = append(j.Previous, source(t, test.earlier))
			got := run(t, j)
			if codes := failed(got.Report); !slices.Equal(codes, test.want) {
				t.Errorf("failed %v, want %v; %+v", codes, test.want, got.Report.Linkage)
			}
		})
	}
}
