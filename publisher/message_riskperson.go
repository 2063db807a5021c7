package publisher

import (
	"nguon/catalog"
	"nguon/publisher/anon/assess"
)

// What a row that stands out means, and what helps.
var (
	fewAlike = catalog.Text{Vi: "Càng ít dòng giống nhau, càng dễ đoán đúng dòng nào là của một người quen; chỉ còn 1 dòng thì đoán là trúng.",
		En: "The fewer rows are alike, the easier it is to guess which one is an acquaintance; with 1 row left the guess is certain."}
	coarser = catalog.Text{Vi: "Hãy khái quát hóa thêm, như dải tuổi rộng hơn hay tỉnh thay cho xã, hoặc cho phép bỏ các dòng hiếm (search.suppress_rows).",
		En: "Generalise more, such as wider age bands or provinces instead of communes, or allow rare rows to be suppressed (search.suppress_rows)."}
)

// personRules are about finding somebody's row, or that somebody is in the
// table at all.
var personRules = map[assess.Code]ruleTexts{
	assess.K: {
		pass: catalog.Text{Vi: "Với {who}, mỗi người lẫn trong ít nhất {got} dòng giống nhau (yêu cầu {want}).",
			En: "For {who}, everybody hides among at least {got} rows that are alike ({want} asked)."},
		fail: catalog.Text{Vi: "Với {who}, có người chỉ lẫn trong số dòng giống nhau là {got}; yêu cầu ít nhất {want}.",
			En: "For {who}, the smallest group of rows in which somebody can hide has size {got}; at least {want} is asked."},
		meaning: fewAlike, mend: coarser},
	assess.EmptyRows: {
		pass: catalog.Text{Vi: "Với {who}, số dòng không cho thấy gì là {got}: không có, hoặc đủ nhiều (yêu cầu 0 hoặc ít nhất {want}).",
			En: "For {who}, rows that show nothing number {got}: none, or enough of them (0 or at least {want} asked)."},
		fail: catalog.Text{Vi: "Với {who}, số dòng không cho thấy gì là {got}; yêu cầu 0 hoặc ít nhất {want}.",
			En: "For {who}, rows that show nothing number {got}; 0 or at least {want} is asked."},
		meaning: catalog.Text{Vi: "Ai biết người nào bị giấu hết thì biết đó là một trong vài dòng ấy.", En: "Whoever knows which people had to be hidden altogether knows that they are among these few rows."},
		mend:    catalog.Text{Vi: "Hãy để chương trình bỏ hẳn các dòng ấy (search.suppress_rows), hoặc khái quát hóa thêm.", En: "Let these rows be suppressed as a whole (search.suppress_rows), or generalise more."}},
	assess.HighestRisk: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, khả năng đoán đúng dòng của người dễ lộ nhất là {got}, trong mức cho phép {want}.",
			En: "For {who}, the chance of picking the right row of the person who is easiest to find is {got}, within the {want} that is allowed."},
		fail: catalog.Text{Vi: "Với {who}, khả năng đoán đúng dòng của người dễ lộ nhất là {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, the chance of picking the right row of the person who is easiest to find is {got}; {want} is allowed at most."},
		meaning: fewAlike, mend: coarser},
	assess.AverageRisk: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, khả năng đoán đúng trung bình là {got}, trong mức cho phép {want}.",
			En: "For {who}, the average chance of a right guess is {got}, within the {want} that is allowed."},
		fail: catalog.Text{Vi: "Với {who}, khả năng đoán đúng trung bình là {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, the average chance of a right guess is {got}; {want} is allowed at most."},
		meaning: catalog.Text{Vi: "Ai thử dò tìm mọi người trong bảng sẽ đoán đúng chừng ấy phần.", En: "Whoever tries to find everybody in the table is right for that share of them."},
		mend:    coarser},
	assess.RowsAtRisk: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, số dòng có rủi ro trên ngưỡng của chính sách chiếm {got}, trong mức cho phép {want}.",
			En: "For {who}, {got} of the rows are above the risk that the policy names, within the {want} that is allowed."},
		fail: catalog.Text{Vi: "Với {who}, số dòng có rủi ro trên ngưỡng của chính sách chiếm {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, {got} of the rows are above the risk that the policy names; {want} is allowed at most."},
		meaning: catalog.Text{Vi: "Chừng ấy người dễ bị nhận ra hơn mức cơ quan đã chọn.", En: "That share of persons is easier to recognise than the agency has chosen."},
		mend:    coarser},
	assess.KMap: {
		pass: catalog.Text{Vi: "Với {who}, mỗi dòng hợp với ít nhất {got} người trong dân số (yêu cầu {want}).",
			En: "For {who}, every row fits at least {got} persons of the population ({want} asked)."},
		fail: catalog.Text{Vi: "Với {who}, có dòng chỉ hợp với số người trong dân số là {got}; yêu cầu ít nhất {want}.",
			En: "For {who}, the row that fits fewest persons of the population fits this many: {got}; at least {want} is asked."},
		meaning: catalog.Text{Vi: "Ai có danh sách dân số thì thu hẹp được dòng ấy về chừng đó người.", En: "Whoever has a list of the population can narrow that row down to so many persons."},
		mend:    coarser},
	assess.KMapSample: {
		pass: catalog.Text{Vi: "Với {who}, mỗi người lẫn trong ít nhất {got} dòng của mẫu (cần {want}): theo ước tính, mỗi dòng hợp với ít nhất {detail} người trong dân số.",
			En: "For {who}, everybody hides among at least {got} rows of the sample ({want} are needed): by estimate, every row fits at least {detail} persons of the population."},
		fail: catalog.Text{Vi: "Với {who}, có người chỉ lẫn trong số dòng của mẫu là {got}; cần ít nhất {want} để ước tính rằng mỗi dòng hợp với {detail} người trong dân số.",
			En: "For {who}, the smallest group of rows of the sample has size {got}; {want} are needed for every row to fit {detail} persons of the population by estimate."},
		meaning: catalog.Text{Vi: "Mẫu chưa đủ để tin rằng ngoài bảng còn nhiều người giống như vậy.", En: "The sample does not bear out that there are enough people like that outside the table."},
		mend:    coarser, detail: plainNumber},
	assess.IndividualRisk: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, rủi ro cá thể (Benedetti–Franconi) cao nhất ước tính là {got}, trong mức cho phép {want}.",
			En: "For {who}, the highest individual risk (Benedetti–Franconi) is estimated at {got}, within the {want} that is allowed."},
		fail: catalog.Text{Vi: "Với {who}, rủi ro cá thể (Benedetti–Franconi) cao nhất ước tính: {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, the highest individual risk (Benedetti–Franconi) is estimated at this: {got}; {want} is allowed at most."},
		meaning: catalog.Text{Vi: "Dù bảng chỉ là một mẫu, dân số có quá ít người giống người dễ lộ nhất. Ước tính không xác định, như khi trọng số thiếu hoặc không phải số dương, được coi là không đạt.",
			En: "Though the table is a sample, too few people of the population are like the one who is easiest to find. What is not known, such as for want of a weight above 0, counts as failed."},
		mend: coarser},
	assess.HouseholdRisk: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, khả năng nhận ra ít nhất một thành viên của hộ dễ lộ nhất là {got}, trong mức cho phép {want}.",
			En: "For {who}, the chance that a member of the household that is easiest to find is recognised is {got}, within the {want} that is allowed."},
		fail: catalog.Text{Vi: "Với {who}, khả năng nhận ra ít nhất một thành viên của hộ dễ lộ nhất: {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, the chance that a member of the household that is easiest to find is recognised: {got}; {want} is allowed at most."},
		meaning: catalog.Text{Vi: "Nhận ra một người là lộ cả hộ; hộ càng đông càng dễ lộ.", En: "To recognise one is to find them all, and the larger a household, the easier that is."},
		mend: catalog.Text{Vi: "Hãy khái quát hóa thêm, gộp hoặc bỏ các hộ đông nhất, hoặc chỉ công bố một số người của mỗi hộ.",
			En: "Generalise more, merge or leave out the largest households, or publish only some members of each."}},
	assess.Presence: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, khả năng biết chắc một người có mặt trong bảng nhiều nhất là {got}, trong mức cho phép {want}.",
			En: "For {who}, the chance that somebody is in the table is {got} at most, within the {want} that is allowed."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm người mà khả năng có mặt trong bảng lên đến {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, there are people whose chance of being in the table is {got}; {want} is allowed at most."},
		meaning: catalog.Text{Vi: "Chỉ riêng việc có tên trong bảng đã nói lên điều gì đó về một người, chẳng hạn đã khám một bệnh.",
			En: "Being in the table already says something about a person, such as having been treated for a disease."},
		mend: catalog.Text{Vi: "Hãy khái quát hóa thêm, hoặc chỉ công bố một mẫu (rows.sample).", En: "Generalise more, or publish a sample only (rows.sample)."}},
	assess.PresenceMin: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, không thể chắc một người không có mặt trong bảng: khả năng có mặt ít nhất là {got} (yêu cầu {want}).",
			En: "For {who}, nobody can be ruled out: the chance of being in the table is {got} at least ({want} asked)."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm người mà khả năng có mặt trong bảng chỉ là {got}; yêu cầu ít nhất {want}.",
			En: "For {who}, there are people whose chance of being in the table is only {got}; at least {want} is asked."},
		meaning: catalog.Text{Vi: "Biết chắc ai không có mặt trong bảng cũng là biết điều riêng tư về người ấy.", En: "To know that somebody is not in the table is to know something private as well."},
		mend:    catalog.Text{Vi: "Hãy khái quát hóa thêm để các nhóm lớn hơn.", En: "Generalise more, so that groups become larger."}},
	assess.Uniqueness: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, ước tính {got} dân số là duy nhất, trong mức cho phép {want}.",
			En: "For {who}, an estimated {got} of the population is unique, within the {want} that is allowed."},
		fail: catalog.Text{Vi: "Với {who}, phần dân số ước tính là duy nhất: {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, the share of the population that is estimated to be unique: {got}; {want} is allowed at most."},
		meaning: catalog.Text{Vi: "Người duy nhất trong dân số thì dù bảng chỉ là một mẫu vẫn bị nhận ra. Ước tính không xác định được coi là không đạt.",
			En: "Who is unique in the population is recognised even in a sample. An estimate that is not known counts as failed."},
		mend: coarser},
}

// What it means that a group is too much alike, and what helps.
var (
	sameSecret = catalog.Text{Vi: "Không cần biết dòng nào là của ai: biết một người thuộc nhóm đó là đoán được điều nhạy cảm về người ấy.",
		En: "Nobody has to know whose row is whose: to know that somebody belongs to the group is enough to tell the sensitive fact."}
	mixed = catalog.Text{Vi: "Hãy khái quát hóa thêm để các nhóm lớn và đa dạng hơn, gộp các giá trị của cột {column}, hoặc bỏ cột.",
		En: "Generalise more so that groups become larger and more mixed, merge values of column {column}, or drop it."}
	tooClose = ruleTexts{
		pass: catalog.Text{Vi: "Với {who}, nhóm lệch nhất về cột {column} khác toàn bảng {got}, trong mức cho phép {want} (từ 0 là như nhau đến 1).",
			En: "For {who}, the group that differs most from the whole table in column {column} is {got} away, within the {want} that is allowed (0 is alike, 1 is apart)."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm khác toàn bảng về cột {column} đến {got}; cho phép nhiều nhất {want} (từ 0 là như nhau đến 1).",
			En: "For {who}, a group differs from the whole table in column {column} by {got}; {want} is allowed at most (0 is alike, 1 is apart)."},
		meaning: sameSecret, mend: mixed}
	tooFewValues = ruleTexts{
		pass: catalog.Text{Vi: "Với {who}, mỗi nhóm có ít nhất {got} giá trị khác nhau của cột {column} (yêu cầu {want}).",
			En: "For {who}, every group has at least {got} different values of column {column} ({want} asked)."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm chỉ có số giá trị khác nhau của cột {column} là {got}; yêu cầu ít nhất {want}.",
			En: "For {who}, the least number of different values of column {column} in a group is {got}; at least {want} is asked."},
		meaning: sameSecret, mend: mixed}
)

// attributeRules are about what is told of somebody without finding the row.
var attributeRules = map[assess.Code]ruleTexts{
	assess.NoModel: {
		pass:    catalog.Text{Vi: "Chính sách có yêu cầu l hoặc t cho cột nhạy cảm {column}.", En: "The policy asks for l or t of the sensitive column {column}."},
		fail:    catalog.Text{Vi: "Chính sách không có yêu cầu l hay t cho cột nhạy cảm {column}.", En: "The policy asks for neither l nor t of the sensitive column {column}."},
		meaning: catalog.Text{Vi: "Lẫn trong nhiều dòng giống nhau không giúp được ai nếu mọi dòng ấy ghi cùng một bệnh.", En: "To hide among many rows helps nobody if all of them name the same disease."},
		mend:    catalog.Text{Vi: "Hãy thêm l hoặc t cho cột vào mục privacy, hoặc bỏ cột.", En: "Add l or t for the column to privacy, or drop the column."}},
	assess.LDistinct: tooFewValues,
	assess.LEntropy: {
		pass: catalog.Text{Vi: "Với {who}, mỗi nhóm đa dạng về cột {column} như có ít nhất {got} giá trị đều nhau (yêu cầu {want}).",
			En: "For {who}, every group is as mixed in column {column} as {got} even values at least ({want} asked)."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm chỉ đa dạng về cột {column} như có {got} giá trị đều nhau; yêu cầu ít nhất {want}.",
			En: "For {who}, the least mixed group is as mixed in column {column} as this many even values: {got}; at least {want} is asked."},
		meaning: sameSecret, mend: mixed},
	assess.LRecursive: {
		pass: catalog.Text{Vi: "Với {who}, ở mọi nhóm giá trị hay gặp nhất của cột {column} chỉ gấp {got} lần phần còn lại, dưới mức {want}.",
			En: "For {who}, the most frequent value of column {column} is {got} times the rest in the worst group, below {want}."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm mà giá trị hay gặp nhất của cột {column} gấp {got} lần phần còn lại; phải dưới {want}.",
			En: "For {who}, in some group the most frequent value of column {column} is this many times the rest: {got}; it must be below {want}."},
		meaning: sameSecret, mend: mixed},
	assess.TEqual: tooClose, assess.TOrdered: tooClose, assess.TTree: tooClose,
	assess.Delta: {
		pass: catalog.Text{Vi: "Với {who}, tần suất các giá trị của cột {column} trong một nhóm lệch với toàn bảng {got} lần nhân đôi, dưới mức {want}.",
			En: "For {who}, values of column {column} are at most {got} doublings more or less frequent in a group than in the table, below {want}."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm mà tần suất một giá trị của cột {column} lệch với toàn bảng {got} lần nhân đôi; phải dưới {want}.",
			En: "For {who}, in some group a value of column {column} is more or less frequent than in the table by this many doublings: {got}; it must be below {want}."},
		meaning: sameSecret, mend: mixed},
	assess.Beta: {
		pass: catalog.Text{Vi: "Với {who}, ở mọi nhóm khả năng một giá trị của cột {column} tăng nhiều nhất {got} lần so với toàn bảng (cho phép {want}).",
			En: "For {who}, belonging to a group raises the probability of a value of column {column} by {got} times at most ({want} allowed)."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm mà khả năng một giá trị của cột {column} tăng {got} lần so với toàn bảng; cho phép nhiều nhất {want}.",
			En: "For {who}, belonging to some group raises the probability of a value of column {column} by this many times: {got}; {want} is allowed at most."},
		meaning: sameSecret, mend: mixed},
	assess.BetaEnhanced: {
		pass: catalog.Text{Vi: "Với {who}, ở mọi nhóm khả năng một giá trị của cột {column} tăng nhiều nhất {got} lần so với toàn bảng (cho phép {want}, và không quá −ln của tỷ lệ giá trị ấy).",
			En: "For {who}, belonging to a group raises the probability of a value of column {column} by {got} times at most ({want} allowed, and no more than −ln of the value's share)."},
		fail: catalog.Text{Vi: "Với {who}, mức β tăng cường nhỏ nhất đạt được của cột {column}: {got}; cho phép nhiều nhất {want}. Không xác định nghĩa là có giá trị tăng quá −ln của tỷ lệ của nó.",
			En: "For {who}, the least enhanced β that column {column} has: {got}; {want} is allowed at most. Not known means that some value rises above −ln of its share."},
		meaning: sameSecret, mend: mixed},
	assess.Alpha: {unit: shares,
		pass: catalog.Text{Vi: "Với {who}, ở mọi nhóm giá trị hay gặp nhất của cột {column} chiếm nhiều nhất {got} (cho phép {want}).",
			En: "For {who}, the most frequent value of column {column} takes up {got} of a group at most ({want} allowed)."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm mà một giá trị của cột {column} chiếm {got}; cho phép nhiều nhất {want}.",
			En: "For {who}, one value of column {column} takes up {got} of some group; {want} is allowed at most."},
		meaning: sameSecret, mend: mixed},
	assess.PPercent: {unit: percts,
		pass: catalog.Text{Vi: "Với {who}, ở mọi nhóm số tiền hoặc số lượng lớn nhất của cột {column} chỉ đoán được với sai số từ {got} trở lên (yêu cầu {want}).",
			En: "For {who}, the largest amount of column {column} in a group cannot be estimated to within less than {got} ({want} asked)."},
		fail: catalog.Text{Vi: "Với {who}, có nhóm mà giá trị lớn nhất của cột {column} đoán được với sai số chỉ {got}; yêu cầu ít nhất {want}.",
			En: "For {who}, the largest amount of column {column} in some group can be estimated to within {got}; at least {want} is asked."},
		meaning: catalog.Text{Vi: "Người đứng thứ hai trong nhóm trừ đi phần của mình là gần như biết con số của người đứng đầu.",
			En: "Whoever is second in the group subtracts the own amount, and nearly knows that of the first."},
		mend: mixed},
}

// tableRules are about tables of aggregates and about earlier releases.
var tableRules = map[assess.Code]ruleTexts{
	assess.OpenCells: {
		pass:    catalog.Text{Vi: "Bảng tổng hợp{table}: mọi ô không an toàn đều đã được bảo vệ.", En: "Table of aggregates{table}: every unsafe cell is protected."},
		fail:    catalog.Text{Vi: "Bảng tổng hợp{table}: số ô không an toàn chưa được bảo vệ là {got}.", En: "Table of aggregates{table}: unsafe cells that are not protected: {got}."},
		meaning: catalog.Text{Vi: "Lấy tổng trừ các ô khác là tính lại được con số của vài người.", En: "Totals less the other cells give the figures of a few persons."},
		mend:    catalog.Text{Vi: "Hãy gộp nhóm, nâng min_count, ẩn thêm ô hoặc làm tròn (round).", En: "Merge groups, raise min_count, suppress more cells, or round."}},
	assess.Differencing: {
		pass:    catalog.Text{Vi: "So với bản phát hành {detail}, không nhóm nào thay đổi ít đến mức lộ ra vài người.", En: "Compared with release {detail}, no group changed by so few rows that persons show."},
		fail:    catalog.Text{Vi: "So với bản phát hành {detail}, số nhóm chỉ thêm hoặc bớt vài dòng là {got}.", En: "Compared with release {detail}, groups that gained or lost only a few rows: {got}."},
		meaning: catalog.Text{Vi: "Lấy bản này trừ bản trước là thấy đúng những người vừa thêm hoặc vừa rời đi.", En: "One release less the other shows exactly who came or left."},
		mend: catalog.Text{Vi: "Hãy giữ cách khái quát hóa như bản trước rồi gộp các nhóm ấy, hoặc chờ đến khi có nhiều thay đổi hơn.",
			En: "Keep the generalisation of the earlier release and merge these groups, or wait until more has changed."}},
	assess.JointK: {
		pass: catalog.Text{Vi: "Ghép với bản phát hành {detail}, mỗi người vẫn lẫn trong ít nhất {got} dòng (yêu cầu {want}).",
			En: "Put together with release {detail}, everybody still hides among at least {got} rows ({want} asked)."},
		fail: catalog.Text{Vi: "Ghép với bản phát hành {detail}, số dòng ít nhất hợp với một người là {got}; yêu cầu ít nhất {want}.",
			En: "Put together with release {detail}, the fewest rows that fit somebody in both: {got}; at least {want} is asked."},
		meaning: catalog.Text{Vi: "Mỗi bản riêng lẻ thì kín, nhưng hai bản khái quát khác nhau khi ghép lại sẽ thu hẹp được người cần tìm.",
			En: "Each release hides people, but two that are generalised in different ways narrow them down together."},
		mend: catalog.Text{Vi: "Hãy dùng lại các mức khái quát hóa của bản trước.", En: "Use the levels of the earlier release again."}},
	assess.Incomparable: {
		pass:    catalog.Text{Vi: "So sánh được với bản phát hành {detail}.", En: "Release {detail} can be compared."},
		fail:    catalog.Text{Vi: "Không so sánh được với bản phát hành {detail}{because}.", En: "Release {detail} cannot be compared{because}."},
		meaning: catalog.Text{Vi: "Không biết hai bản ghép lại có làm lộ ai hay không.", En: "It is not known whether the two together disclose anybody."},
		mend:    catalog.Text{Vi: "Hãy khai cột như bản trước, hoặc người duyệt ghi rõ lý do bỏ qua (linkage.previous_releases: ignore).", En: "Treat the column as before, or let the approver say why it is ignored (linkage.previous_releases: ignore)."}},
	assess.NotLinked: {detail: bracketed,
		pass:    catalog.Text{Vi: "Đã so với các bản phát hành trước{detail}.", En: "The release was compared with the earlier ones{detail}."},
		fail:    catalog.Text{Vi: "Chưa so với bản phát hành trước{detail}.", En: "The release was not compared with an earlier one{detail}."},
		meaning: catalog.Text{Vi: "Không biết hai bản ghép lại có làm lộ ai hay không.", En: "It is not known whether the two together disclose anybody."},
		mend:    catalog.Text{Vi: "Hãy chạy lại với tệp của bản phát hành ấy. Nếu đây là bản đầu tiên, hãy nói rõ là không có bản trước.", En: "Run again with the file of that release. If this is the first one, say that there is none before."}},
}
