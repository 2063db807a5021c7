package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"nguon/catalog"
	"nguon/publisher"
	"nguon/publisher/source"
)

var stageNames = map[publisher.Stage]catalog.Text{
	publisher.StageRead:   {Vi: "đọc", En: "reading"},
	publisher.StageWrite:  {Vi: "ghi", En: "writing"},
	publisher.StageVerify: {Vi: "đối chiếu", En: "verifying"},
	publisher.StageStore:  {Vi: "lưu", En: "storing"},
	"anon-load":           {Vi: "nạp", En: "loading"},
	"anon-search":         {Vi: "tìm mức khái quát", En: "searching"},
	"anon-write":          {Vi: "ghi bản ẩn danh", En: "writing"},
	"anon-reread":         {Vi: "đọc lại", En: "reading back"},
	"anon-measure":        {Vi: "đo rủi ro", En: "measuring"},
	source.StageFetch:     {Vi: "lấy từ nguồn", En: "fetching from the source"},
	stageFetch:            {Vi: "tải bản trước", En: "fetching earlier releases"},
	stageSend:             {Vi: "gửi", En: "sending"},
	stageWait:             {Vi: "chờ máy chủ", En: "waiting"},
	stageAssemble:         {Vi: "ghép tệp", En: "assembling"},
}

// The stages of a publication on a server: the way of earlier releases here, the way of the files there, the wait
// for its turn, and the making of a folder of them.
const (
	stageFetch    publisher.Stage = "fetch"
	stageSend     publisher.Stage = "send"
	stageWait     publisher.Stage = "wait"
	stageAssemble publisher.Stage = "assemble"
)

// A progress shows how far a piece of work has come: a bar on a terminal, a
// line now and then elsewhere.
type progress struct {
	lang  catalog.Lang
	show  func(publisher.Progress)
	close func()
}

// plainEvery is the time between two lines where there is no terminal.
const plainEvery = 5 * time.Second

func newProgress(w io.Writer, lang catalog.Lang) *progress {
	p := &progress{lang: lang, close: func() {}}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bars(w)
	} else {
		p.lines(w)
	}
	return p
}

func (p *progress) label(at publisher.Progress) string {
	return at.Resource + " · " + stageNames[at.Stage].In(p.lang)
}

// rowsIn says how many rows there are, with the number as the language writes it.
func rowsIn(lang catalog.Lang, n int64) string {
	return message.NewPrinter(language.Make(string(lang))).Sprintf("%d", n) + catalog.Text{Vi: " dòng", En: " rows"}.In(lang)
}

// bars draws one bar at a time: a stage that ends makes room for the next.
func (p *progress) bars(w io.Writer) {
	pool := mpb.New(mpb.WithOutput(w), mpb.WithWidth(40), mpb.WithRefreshRate(100*time.Millisecond))
	var bar *mpb.Bar
	var current string
	var rows *atomic.Int64 // of the bar; its painter reads it from another goroutine
	end := func() {
		if bar != nil {
			bar.Abort(true)
			bar.Wait()
			bar = nil
		}
	}
	p.show = func(at publisher.Progress) {
		if label := p.label(at); label != current {
			end()
			current = label
			n := new(atomic.Int64)
			rows = n
			bar = pool.AddBar(at.Total, mpb.BarRemoveOnComplete(),
				mpb.PrependDecorators(decor.Name(label, decor.WC{W: 28, C: decor.DindentRight})),
				mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}),
					decor.Any(func(decor.Statistics) string { return "  " + rowsIn(p.lang, n.Load()) }, decor.WCSyncSpace),
					decor.Counters(decor.SizeB1024(0), "  % .1f / % .1f"),
					decor.Name("  "), decor.AverageETA(decor.ET_STYLE_GO)))
		}
		rows.Store(at.Rows)
		bar.SetCurrent(min(at.Done, at.Total))
	}
	p.close = func() {
		end()
		pool.Wait()
	}
}

func (p *progress) lines(w io.Writer) {
	began, last := time.Now(), time.Now()
	var current string
	p.show = func(at publisher.Progress) {
		now := time.Now()
		if label := p.label(at); label != current {
			current, began = label, now
		}
		if now.Sub(last) < plainEvery {
			return
		}
		last = now
		if at.Total == 0 { // nobody knows how much there is
			fmt.Fprintf(w, "%s: %.1f MB\n", current, float64(at.Done)/1e6)
			return
		}
		share := float64(at.Done) / float64(at.Total)
		left := catalog.Text{Vi: "chưa rõ", En: "unknown"}.In(p.lang)
		if share > 0 {
			left = time.Duration(float64(now.Sub(began)) * (1 - share) / share).Round(time.Second).String()
		}
		fmt.Fprintf(w, "%s: %.0f %%, %s, %s %s\n", current, 100*share, rowsIn(p.lang, at.Rows),
			catalog.Text{Vi: "còn", En: "time left"}.In(p.lang), left)
	}
}
