//go:build unix

package personal

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nguon/publisher/table"
)

// syllables are what the benchmarks' notes are made of.
var syllables = strings.Fields(`công dân nộp hồ sơ xin cấp giấy chứng nhận quyền sử dụng đất tại bộ phận một cửa của ủy ban nhân dân phường đã được tiếp nhận và hẹn trả kết quả
	người cán bộ kiểm tra thấy thiếu bản sao nên đề nghị bổ sung trước khi chuyển phòng chuyên môn giải quyết theo quy định của pháp luật việc đo đạc lại thửa ranh giới với hộ liền kề chưa thống nhất
	cần họp thôn để hòa giải thời gian chậm do mưa lũ đường sạt lở gia đình chính sách được miễn phí theo nghị quyết Hội đồng Sở Tài nguyên Môi trường Hà Nội Đồng Nai`)

func (p people) sentence() string {
	var b strings.Builder
	for i := range 12 + p.IntN(20) {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch p.IntN(25) {
		case 0:
			fmt.Fprintf(&b, "%d", p.IntN(500))
		case 1:
			fmt.Fprintf(&b, "%02d/%02d/2025,", 1+p.IntN(28), 1+p.IntN(12))
		default:
			b.WriteString(pick(p, syllables))
		}
	}
	return b.String()
}

// shapes are tables as agencies have them, each with the rows that make some
// megabytes.
func shapes() map[string][][]string {
	p := newPeople(5)
	_, full := communeNames()
	number := func(most int) string { return strconv.Itoa(p.IntN(most)) }
	day := func() string { return fmt.Sprintf("%02d/%02d/20%02d", 1+p.IntN(28), 1+p.IntN(12), p.IntN(25)) }
	at := func() string {
		return fmt.Sprintf("2025-%02d-%02dT%02d:00:00Z", 1+p.IntN(12), 1+p.IntN(28), p.IntN(24))
	}
	note := func() string {
		if p.IntN(3) == 0 {
			return ""
		}
		return fmt.Sprintf("ghi chú số %d, \"tốt\"", p.IntN(100))
	}
	airports := strings.Fields("HAN SGN DAD CXR PQC HPH VII HUI VCA DLI BMV UIH VDH THD PXU TBB VCL DIN VCS CAH VKG")
	categories := strings.Fields("Nam Nữ Kinh Tày Thái Hà_Nội Cao_Bằng Thái_Nguyên Đồng_Nai Nông_nghiệp Công_nghiệp_chế_biến Xây_dựng Dịch_vụ Đang_xử_lý Đã_trả_kết_quả Quá_hạn")
	category := func() string { return strings.ReplaceAll(pick(p, categories), "_", " ") }
	make := func(rows, columns int, of func(row, column int) string) (t [][]string) {
		t = append(t, nil)
		for c := range columns {
			t[0] = append(t[0], fmt.Sprintf("cot_%d", c))
		}
		for i := range rows {
			t = append(t, nil)
			for c := range columns {
				t[i+1] = append(t[i+1], of(i, c))
			}
		}
		return t
	}
	one := func(of ...func() string) func(int, int) string { return func(_, c int) string { return of[c]() } }
	return map[string][][]string{
		"mixed": make(100_000, 8, func(i, c int) string {
			return []func() string{func() string { return strconv.Itoa(i) }, func() string { return fmt.Sprintf("C%07d", p.IntN(1e7)) }, func() string { return number(50) },
				func() string { return fmt.Sprintf("%d.%02d", p.IntN(1000), p.IntN(100)) }, day, at, func() string { return strconv.FormatBool(p.IntN(2) == 0) }, note}[c]()
		}),
		"persons": make(100_000, 6, one(p.name, p.birth, func() string { return pick(p, []string{"Nam", "Nữ"}) }, p.id, p.address, p.phone)),
		"names":   make(200_000, 1, one(p.name)),
		"remarks": make(100_000, 1, one(func() string { return pick(p, remarks) + "; " + pick(p, remarks) + ". " + pick(p, remarks) })),
		"notes":   make(100_000, 1, one(p.sentence)),
		"places": make(100_000, 4, func(i, c int) string {
			return []string{strconv.Itoa(i % 32000), full[i%len(full)], category(), number(1e6)}[c]
		}),
		"categories": make(100_000, 6, one(category, category, category, category, category, category)),
		"numbers":    make(20_000, 60, func(_, c int) string { return number([]int{100, 10_000, 1e7, 1e9}[c%4]) }),
		"flights": make(100_000, 7, one(at, func() string { return pick(p, airports) }, func() string { return pick(p, airports) }, func() string { return number(2000) },
			func() string { return strconv.Itoa(p.IntN(200) - 40) }, func() string { return "VN" + number(2000) }, day)),
		"wide": make(200, 8000, func(_, c int) string {
			return []func() string{func() string { return number(10_000) }, func() string { return "abc" + number(50) }, func() string { return fmt.Sprintf("%.2f", p.Float64()) }}[c%3]()
		}),
	}
}

// processorTime is what the process has used: on a machine with other work the
// only time that compares.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkScan is the cost of the scan beside that of the typing pass of an
// ingest over the same file, which it should not exceed: the least processor
// time of both in turns, and how much of that of the other the scan takes.
func BenchmarkScan(b *testing.B) {
	for name, rows := range shapes() {
		b.Run("table="+name, func(b *testing.B) {
			path := write(b, rows)
			read := table.Options{Comma: ',', Workers: 1}
			plan, err := table.Inspect(b.Context(), path, read)
			if err != nil {
				b.Fatal(err)
			}
			defer plan.Close()
			var batches []*table.Batch
			if _, err := table.Convert(b.Context(), plan, io.Discard, table.ConvertOptions{OnBatch: func(x *table.Batch) error {
				batches = append(batches, x.Clone())
				return nil
			}}); err != nil {
				b.Fatal(err)
			}
			typing, scan := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
			for b.Loop() {
				from := processorTime()
				again, err := table.Inspect(b.Context(), path, read)
				if err != nil {
					b.Fatal(err)
				}
				typing = min(typing, processorTime()-from)
				if err := again.Close(); err != nil {
					b.Fatal(err)
				}
				from = processorTime()
				s := New(plan, Options{Now: now})
				for _, x := range batches {
					s.Add(x)
				}
				s.Findings()
				scan = min(scan, processorTime()-from)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(typing)/float64(plan.Rows), "typing-ns/row")
			b.ReportMetric(float64(scan)/float64(plan.Rows), "scan-ns/row")
			b.ReportMetric(float64(scan)/float64(typing), "scan/typing")
		})
	}
}
