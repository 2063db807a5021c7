package publisher

import (
	"nguon/catalog"
	"nguon/publisher/anon/assess"
)

// releaseRules are about a release as a whole.
var releaseRules = map[assess.Code]ruleTexts{
	assess.PersonalData: {detail: KindText,
		pass:    catalog.Text{Vi: "Không tìm thấy dữ liệu định danh trực tiếp trong tệp sẽ công bố.", En: "No direct identifier was found in the file to be published."},
		fail:    catalog.Text{Vi: "{place} vẫn có {detail}: {got} ô.", En: "{place} still holds data of this kind: {detail}, cells: {got}."},
		meaning: catalog.Text{Vi: "Ai mở tệp cũng biết ngay đó là người nào, không cần dò tìm.", En: "Whoever opens the file knows at once who it is about."},
		mend: catalog.Text{Vi: "Hãy bỏ cột (op: drop) hoặc xóa các giá trị ấy; nếu không phải dữ liệu của cá nhân, hãy ghi vào scan.allow kèm lý do và người duyệt.",
			En: "Drop the column (op: drop) or take the values out; if they are not about persons, add the column to scan.allow with reason and approver."}},
	assess.SuppressedRows: {unit: shares,
		pass:    catalog.Text{Vi: "Đã bỏ {got} số dòng, trong mức cho phép {want}.", En: "{got} of the rows were suppressed, within the {want} that is allowed."},
		fail:    catalog.Text{Vi: "Đã phải bỏ {got} số dòng; chính sách cho phép nhiều nhất {want}.", En: "{got} of the rows had to be suppressed; the policy allows {want} at most."},
		meaning: catalog.Text{Vi: "Bỏ quá nhiều dòng thì những người ít gặp biến mất khỏi số liệu và kết luận từ dữ liệu có thể sai.", En: "With so many rows gone, people who are rare vanish from the figures, and conclusions may be wrong."},
		mend:    catalog.Text{Vi: "Hãy khái quát hóa thêm một cột, hoặc nâng search.suppress_rows.", En: "Generalise one more column, or raise search.suppress_rows."}},
	assess.SuppressedCells: {unit: shares,
		pass:    catalog.Text{Vi: "Đã ẩn {got} số ô của các thuộc tính gián tiếp, trong mức cho phép {want}.", En: "{got} of the cells of quasi-identifiers were suppressed, within the {want} that is allowed."},
		fail:    catalog.Text{Vi: "Đã phải ẩn {got} số ô của các thuộc tính gián tiếp; chính sách cho phép nhiều nhất {want}.", En: "{got} of the cells of quasi-identifiers had to be suppressed; the policy allows {want} at most."},
		meaning: catalog.Text{Vi: "Nhiều ô trống như vậy làm dữ liệu khó dùng và dễ hiểu sai.", En: "So many empty cells make the data hard to use and easy to misread."},
		mend:    catalog.Text{Vi: "Hãy khái quát hóa thêm một cột, hoặc nâng search.suppress_cells.", En: "Generalise one more column, or raise search.suppress_cells."}},
	assess.OutputDiffers: {
		pass:    catalog.Text{Vi: "Tệp đã ghi được đọc lại và đúng là bản đã đo.", En: "The file was read back after writing and is what was measured."},
		fail:    catalog.Text{Vi: "Tệp đã ghi, khi đọc lại, khác với bản đã đo.", En: "The file that was written, read back, differs from what was measured."},
		meaning: catalog.Text{Vi: "Các con số trong báo cáo này không nói về tệp sẽ công bố.", En: "The figures of this report are not about the file that would be published."},
		mend:    catalog.Text{Vi: "Hãy chạy lại việc khử nhận dạng và không sửa tệp kết quả.", En: "Anonymise again, and do not edit the result."}},
	assess.Ungated: {
		pass:    catalog.Text{Vi: "Mọi thuộc tính gián tiếp được công bố đều có người dò tìm biết đến, nên đều được đo.", En: "Every published quasi-identifier is known to some intruder, and so was measured."},
		fail:    catalog.Text{Vi: "{place} là thuộc tính gián tiếp được công bố, nhưng không người dò tìm nào trong chính sách biết đến.", En: "{place} is a published quasi-identifier, but no intruder of the policy knows it."},
		meaning: catalog.Text{Vi: "Rủi ro do cột này gây ra chưa hề được đo.", En: "The risk that it brings was not measured at all."},
		mend:    catalog.Text{Vi: "Hãy thêm cột vào một mục của adversaries, hoặc bỏ cột.", En: "Add the column to one of adversaries, or drop it."}},
	assess.NoRows: {
		pass:    catalog.Text{Vi: "Tệp có dòng dữ liệu để công bố.", En: "There are rows to publish."},
		fail:    catalog.Text{Vi: "Không còn dòng nào để công bố.", En: "No row is left to publish."},
		meaning: catalog.Text{Vi: "Không ai bị lộ, nhưng cũng không ai dùng được gì.", En: "Nobody is disclosed, and nobody has any use of it."},
		mend:    catalog.Text{Vi: "Hãy khái quát hóa nhiều hơn để giữ được dòng, hoặc công bố bảng tổng hợp.", En: "Generalise more so that rows can stay, or publish tables of aggregates."}},
}

// gateRules compare a report with the file that it came with.
var gateRules = map[assess.Code]ruleTexts{
	assess.NoReport: {
		pass:    catalog.Text{Vi: "Bảng dữ liệu có báo cáo rủi ro đi kèm.", En: "The table comes with a risk report."},
		fail:    catalog.Text{Vi: "Bảng dữ liệu về người nhưng không có báo cáo rủi ro.", En: "The table is about persons and has no risk report."},
		meaning: catalog.Text{Vi: "Chưa ai đo xem người trong bảng có bị nhận ra hay không.", En: "Nobody has measured whether persons in it can be recognised."},
		mend:    catalog.Text{Vi: "Hãy viết chính sách rồi chạy nguon anonymise; gửi tệp cùng policy.yaml và báo cáo.", En: "Write a policy and run nguon anonymise; send the file with policy.yaml and the report."}},
	assess.Failed: {
		pass:    catalog.Text{Vi: "Báo cáo kết luận rằng dữ liệu được công bố.", En: "The report says that the data may be published."},
		fail:    catalog.Text{Vi: "Chính báo cáo kết luận rằng dữ liệu chưa được công bố.", En: "The report itself says that the data may not be published."},
		meaning: catalog.Text{Vi: "Ít nhất một yêu cầu của chính sách không đạt.", En: "At least one rule of the policy does not hold."},
		mend:    catalog.Text{Vi: "Hãy sửa chính sách theo báo cáo rồi chạy lại.", En: "Change the policy as the report suggests, and run again."}},
	assess.OtherFile: {detail: bracketed,
		pass:    catalog.Text{Vi: "Mã kiểm tra của tệp đúng với báo cáo.", En: "The checksum of the file is that of the report."},
		fail:    catalog.Text{Vi: "Tệp gửi đến{detail} không phải tệp đã đo: mã SHA-256 khác nhau.", En: "The file{detail} is not the one that was measured: the SHA-256 differ."},
		meaning: catalog.Text{Vi: "Báo cáo không nói gì về tệp này.", En: "The report says nothing about this file."},
		mend:    catalog.Text{Vi: "Hãy gửi đúng tệp đã tạo, hoặc chạy lại việc khử nhận dạng.", En: "Send the file that was made, or anonymise again."}},
	assess.OtherPolicy: {detail: bracketed,
		pass:    catalog.Text{Vi: "Chính sách đúng với báo cáo.", En: "The policy is that of the report."},
		fail:    catalog.Text{Vi: "Chính sách gửi đến{detail} không phải chính sách đã áp dụng.", En: "The policy{detail} is not the one that was applied."},
		meaning: catalog.Text{Vi: "Không rõ dữ liệu đã được bảo vệ theo yêu cầu nào.", En: "It is not clear by which rules the data were protected."},
		mend:    catalog.Text{Vi: "Hãy gửi policy.yaml đã dùng, hoặc chạy lại với chính sách mới.", En: "Send the policy.yaml that was used, or run again with the new one."}},
	assess.OtherFigures: {
		pass:    catalog.Text{Vi: "Các con số đo lại tại đây trùng với báo cáo.", En: "What was measured again here equals the report."},
		fail:    catalog.Text{Vi: "Đo lại tại đây cho kết quả khác ở mục {detail} của báo cáo.", En: "Measured again here, this part of the report is different: {detail}."},
		meaning: catalog.Text{Vi: "Không thể tin báo cáo này.", En: "This report cannot be relied on."},
		mend:    catalog.Text{Vi: "Hãy chạy lại bằng cùng phiên bản chương trình; không sửa báo cáo bằng tay.", En: "Run again with the same version of the program; do not edit the report."}},
	assess.OtherSchema: {
		pass:    catalog.Text{Vi: "Dạng của báo cáo đọc được.", En: "The form of the report is known."},
		fail:    catalog.Text{Vi: "Báo cáo có dạng mà phiên bản này không đọc được: {detail}.", En: "The report has a form that this version does not know: {detail}."},
		meaning: catalog.Text{Vi: "Không kiểm tra được báo cáo.", En: "The report cannot be checked."},
		mend:    catalog.Text{Vi: "Hãy dùng phiên bản chương trình mà cổng đang dùng rồi chạy lại.", En: "Run again with the version of the program that the portal runs."}},
	assess.OtherDataset: {
		pass:    catalog.Text{Vi: "Báo cáo nói về đúng bộ dữ liệu này.", En: "The report is about this dataset."},
		fail:    catalog.Text{Vi: "Báo cáo nói về bộ dữ liệu khác: {detail}.", En: "The report is about another dataset: {detail}."},
		meaning: catalog.Text{Vi: "Báo cáo không nói gì về bộ dữ liệu này.", En: "It says nothing about this one."},
		mend:    catalog.Text{Vi: "Hãy sửa mục dataset của chính sách rồi chạy lại.", En: "Correct dataset in the policy, and run again."}},
	assess.OtherUnit: {
		pass:    catalog.Text{Vi: "Bộ dữ liệu và chính sách nói về cùng loại đối tượng.", En: "The dataset and the policy are about the same kind of subject."},
		fail:    catalog.Text{Vi: "Bộ dữ liệu khai một dòng là loại đối tượng khác với chính sách: {detail}.", En: "The dataset says of its rows that they are of another kind than the policy says: {detail}."},
		meaning: catalog.Text{Vi: "Rủi ro có thể đã được đo cho sai đối tượng.", En: "Risk may have been measured for the wrong subject."},
		mend:    catalog.Text{Vi: "Hãy khai unit giống nhau trong dataset.yaml và policy.yaml.", En: "Give the same unit in dataset.yaml and policy.yaml."}},
	assess.ReviewOverdue: {detail: dayText,
		pass:    catalog.Text{Vi: "Chưa đến hạn xem xét lại.", En: "The day of review has not come."},
		fail:    catalog.Text{Vi: "Hạn xem xét lại báo cáo này đã qua: {detail}.", En: "The day of review of this report is past: {detail}."},
		meaning: catalog.Text{Vi: "Dữ liệu mới ở nơi khác có thể đã khiến người trong bảng dễ bị nhận ra hơn.", En: "New data elsewhere may have made persons in it easier to recognise."},
		mend:    catalog.Text{Vi: "Hãy xem lại chính sách rồi chạy lại việc khử nhận dạng.", En: "Look at the policy again, and anonymise again."}},
}
