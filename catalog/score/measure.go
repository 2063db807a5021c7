package score

import "nguon/catalog"

// A Code names a [Measure]; it is permanent.
type Code string

// What is measured.
const (
	Datasets  Code = "datasets"
	Readable  Code = "machine-readable"
	Described Code = "described"
	Quality   Code = "quality"
	OnTime    Code = "on-time"
	Releases  Code = "releases"
	Calls     Code = "api-calls"
	Downloads Code = "downloads"
	Answers   Code = "answers-in-time"
)

// A Unit says how the figures of a measure are read.
type Unit string

// The units of measures.
const (
	Count  Unit = "count"  // Part is the figure
	Share  Unit = "share"  // Part of Whole, 0 to 1
	Points Unit = "points" // Part by Whole is a mean, 0 to 100
)

// A Measure is one thing that is measured, with all that is needed to reckon it
// again from public data.
type Measure struct {
	Code       Code
	Unit       Unit
	Daily      bool // counts what happened on a day; false is how things stood at its end
	Title      catalog.Text
	Definition catalog.Text // one or two sentences
}

// Measures returns all measures, in the order in which they are shown.
func Measures() []Measure { return measures }

var measures = []Measure{
	{Datasets, Count, false,
		catalog.Text{Vi: "Bộ dữ liệu mở", En: "Open datasets"},
		catalog.Text{Vi: "Số bộ dữ liệu có ít nhất một phiên bản mà mọi người xem được vào cuối ngày.",
			En: "Datasets of which everybody could see a release at the end of the day."}},
	{Readable, Share, false,
		catalog.Text{Vi: "Máy đọc được", En: "Machine-readable"},
		catalog.Text{Vi: "Tỷ lệ bộ dữ liệu có ít nhất một bảng, nhờ đó có API và tải được dạng Parquet, CSV.",
			En: "The share of open datasets with at least one table, which thereby has an API and can be had as Parquet and CSV."}},
	{Described, Share, false,
		catalog.Text{Vi: "Mô tả đủ hai ngôn ngữ", En: "Described in both languages"},
		catalog.Text{Vi: "Tỷ lệ bộ dữ liệu có tên và mô tả bằng cả tiếng Việt và tiếng Anh.",
			En: "The share of open datasets with a title and a description in both Vietnamese and English."}},
	{Quality, Points, false,
		catalog.Text{Vi: "Chất lượng", En: "Quality"},
		catalog.Text{Vi: "Điểm chất lượng trung bình (0 đến 100) của các bảng trong phiên bản mới nhất: đầy đủ, không trùng, hợp lệ, kịp thời, có mô tả.",
			En: "The mean quality score (0 to 100) of the tables of the latest releases: completeness, uniqueness, validity, timeliness, documentation."}},
	{OnTime, Share, false,
		catalog.Text{Vi: "Đúng hạn", En: "On time"},
		catalog.Text{Vi: "Trong 365 ngày qua, tỷ lệ kỳ phát hành theo lịch đã công bố mà dữ liệu ra đúng ngày hoặc sớm hơn. Bộ dữ liệu không có lịch thì không tính.",
			En: "Of the releases that published schedules had promised for the last 365 days, the share that came on their day or before. Datasets without a schedule do not count."}},
	{Releases, Count, true,
		catalog.Text{Vi: "Phiên bản phát hành", En: "Releases"},
		catalog.Text{Vi: "Số phiên bản ra trong ngày, kể cả phiên bản về sau bị rút.",
			En: "Releases that came out on the day, those included that were withdrawn later."}},
	{Calls, Count, true,
		catalog.Text{Vi: "Lượt gọi API", En: "API calls"},
		catalog.Text{Vi: "Số lượt gọi API dữ liệu và API của cơ quan được trả lời không lỗi trong ngày, không kể tải tệp.",
			En: "Calls of data APIs and of agencies' own APIs that were answered without an error on the day, downloads of files not included."}},
	{Downloads, Count, true,
		catalog.Text{Vi: "Lượt tải tệp", En: "Downloads"},
		catalog.Text{Vi: "Số lượt tải cả bảng (Parquet, CSV và các định dạng khác) trong ngày, không lỗi.",
			En: "Whole tables that were downloaded on the day (Parquet, CSV and other formats), without an error."}},
	{Answers, Share, false,
		catalog.Text{Vi: "Trả lời đúng hạn", En: "Answered in time"},
		catalog.Text{Vi: "Trong các câu hỏi, góp ý sửa, đề nghị dữ liệu và đề nghị dùng gói đối tác đến hạn trả lời trong 365 ngày qua, tỷ lệ được cơ quan trả lời trong hạn. Hạn là 10 ngày làm việc với câu hỏi và góp ý, 15 với đề nghị dữ liệu, kể từ khi bài công khai; 5 ngày với gói đối tác.",
			En: "Of the questions, corrections, requests for data and requests for partner plans whose answer was due within the last 365 days, the share that the agency answered by then. Due are questions and corrections 10 working days after they became public, requests for data 15, and partner plans 5 days."}},
}
