package search_test

import (
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

var fixtureAgencies = []catalog.Agency{
	{Code: "G09", Title: catalog.Text{Vi: "Bộ Nông nghiệp và Môi trường", En: "Ministry of Agriculture and Environment"}},
	{Code: "G11", Title: catalog.Text{Vi: "Bộ Y tế", En: "Ministry of Health"}},
	{Code: "G17", Title: catalog.Text{Vi: "Bộ Xây dựng", En: "Ministry of Construction"}},
	{Code: "G18", Title: catalog.Text{Vi: "Bộ Giáo dục và Đào tạo", En: "Ministry of Education and Training"}},
	{Code: "NSO", Title: catalog.Text{Vi: "Cục Thống kê", En: "National Statistics Office"}},
	{Code: "H29", Title: catalog.Text{Vi: "UBND Thành phố Hồ Chí Minh", En: "People's Committee of Ho Chi Minh City"}},
	{Code: "H26", Title: catalog.Text{Vi: "UBND Thành phố Hà Nội", En: "People's Committee of Hanoi"}},
	{Code: "EVN", Title: catalog.Text{Vi: "Tập đoàn Điện lực Việt Nam", En: "Vietnam Electricity"}},
}

// fixtureDatasets are, line by line: slug | agency | theme | frequency | title
// | title in English | keywords | keywords in English | description |
// description in English | columns as name=title=title in English.
const fixtureDatasets = `
dan-so-tinh | NSO | population | annual | Dân số trung bình theo tỉnh, thành phố | Average population by province | dân số;nhân khẩu | population;demography | Dân số trung bình hằng năm của các tỉnh, thành phố, chia theo giới tính và thành thị, nông thôn. | Mid-year population of the provinces by sex and by urban and rural area. | province_code=Mã tỉnh=Province code;population=Dân số=Population;sex=Giới tính=Sex
mat-do-dan-so | NSO | population | annual | Mật độ dân số và diện tích | Population density and area | mật độ;diện tích | density;area | Diện tích, dân số và mật độ dân số các địa phương. | Area, population and density of localities. | area_km2=Diện tích=Area;density=Mật độ dân số=Density
tong-dieu-tra-2019 | NSO | population | decennial | Tổng điều tra dân số và nhà ở 2019 | Population and housing census 2019 | tổng điều tra;nhà ở | census;housing | Kết quả tổng điều tra theo phường, xã. | Census results by commune. | commune_code=Mã xã=Commune code;households=Số hộ=Households
gia-dinh-ket-hon | NSO | population | annual | Kết hôn và ly hôn | Marriages and divorces | hôn nhân | marriage;divorce | Số cuộc kết hôn, số vụ ly hôn đã xét xử. | Numbers of marriages and of divorces granted. | marriages=Số cuộc kết hôn=Marriages;divorces=Số vụ ly hôn=Divorces
gdp-quy | NSO | economy | quarterly | Tổng sản phẩm trong nước (GDP) theo quý | Gross domestic product (GDP) by quarter | GDP;tăng trưởng | GDP;growth | GDP theo giá hiện hành và giá so sánh theo ngành kinh tế. | GDP at current and constant prices by industry. | quarter=Quý=Quarter;gdp=Tổng sản phẩm=GDP
cpi-thang | NSO | economy | monthly | Chỉ số giá tiêu dùng | Consumer price index | CPI;lạm phát | CPI;inflation | Chỉ số giá tiêu dùng hằng tháng theo nhóm hàng hóa. | Monthly consumer price index by group of goods. | month=Tháng=Month;cpi=Chỉ số giá=Index
gia-xang-dau | NSO | economy | weekly | Giá xăng dầu bán lẻ | Retail prices of petrol and oil | xăng;dầu | petrol;fuel | Giá bán lẻ xăng dầu tại hai vùng. | Retail prices of fuels in two zones. | price=Giá=Price
xuat-khau-gao | NSO | economy | monthly | Xuất khẩu gạo theo thị trường | Rice exports by market | gạo;xuất khẩu | rice;exports | Lượng và trị giá gạo xuất khẩu. | Quantity and value of exported rice. | market=Thị trường=Market;tonnes=Lượng=Quantity
viec-lam | NSO | labour | quarterly | Lao động có việc làm | Employed persons | lao động;việc làm;thất nghiệp | labour;employment;unemployment | Lao động từ 15 tuổi có việc làm và tỷ lệ thất nghiệp. | Employed persons aged 15 and over, and the unemployment rate. | employed=Số lao động=Employed;unemployment_rate=Tỷ lệ thất nghiệp=Unemployment rate
dan-bo | G09 | agriculture | annual | Đàn bò và sản lượng thịt bò | Cattle herd and beef output | bò;chăn nuôi | cattle;beef | Số con bò và sản lượng thịt bò hơi xuất chuồng. | Number of cattle and output of beef. | cattle=Số con=Head
bo-giong | G09 | agriculture | irregular | Bo bo va ke: giong dia phuong | Job's tears and millet: local varieties | ngu coc | cereals | Danh sach giong bo bo duoc nhap khong dau. | A list of varieties, typed without marks. | variety=Giong=Variety
san-luong-lua | G09 | agriculture | annual | Diện tích và sản lượng lúa | Area and output of paddy | lúa;vụ mùa | paddy;rice | Diện tích gieo trồng, năng suất và sản lượng lúa theo vụ. | Planted area, yield and output of paddy by season. | yield=Năng suất=Yield
thuy-san | G09 | agriculture | annual | Sản lượng thủy sản | Fishery output | thủy sản;cá;tôm | fish;shrimp;aquaculture | Sản lượng khai thác và nuôi trồng thủy sản. | Output of capture fisheries and of aquaculture. | output=Sản lượng=Output
rung-che-phu | G09 | environment | annual | Tỷ lệ che phủ rừng | Forest cover | rừng | forest | Diện tích rừng và tỷ lệ che phủ rừng. | Area of forest and its share of land. | forest_ha=Diện tích rừng=Forest area
khong-khi-ha-noi | H26 | environment | hourly | Chất lượng không khí Hà Nội | Air quality in Hanoi | không khí;bụi mịn;PM2.5 | air quality;PM2.5 | Nồng độ bụi PM2.5, PM10 và các khí đo theo giờ tại các trạm quan trắc. | Hourly concentrations of PM2.5, PM10 and gases at monitoring stations. | station=Trạm=Station;pm25=Bụi PM2.5=PM2.5;pm10=Bụi PM10=PM10
nuoc-song | G09 | environment | monthly | Chất lượng nước sông | River water quality | nước sông;ô nhiễm | river;pollution | Kết quả quan trắc nước mặt trên các lưu vực sông. | Results of monitoring surface water. | ph=Độ pH=pH;bod5=BOD5=BOD5
mua-nhiet-do | G09 | environment | daily | Lượng mưa và nhiệt độ | Rainfall and temperature | khí tượng;mưa | weather;rainfall | Số liệu khí tượng hằng ngày tại các trạm. | Daily weather at stations. | rain_mm=Lượng mưa=Rainfall;temp=Nhiệt độ=Temperature
bao-lu | G09 | disaster | irregular | Bão và lũ: thiệt hại | Storms and floods: damage | bão;lũ;thiên tai | storm;flood | Thiệt hại về người và tài sản do bão, lũ. | Losses of life and property. | deaths=Số người chết=Deaths
dong-dat | G09 | disaster | continuous | Động đất quanh Việt Nam | Earthquakes around Viet Nam | động đất;địa chấn | earthquake;seismic | Các trận động đất có độ lớn từ 2,5. | Earthquakes of magnitude 2.5 and over. | magnitude=Độ lớn=Magnitude;depth=Độ sâu=Depth
co-so-y-te | G11 | health | annual | Cơ sở y tế và giường bệnh | Health facilities and hospital beds | bệnh viện;trạm y tế | hospital;clinic | Số bệnh viện, trạm y tế và giường bệnh theo tỉnh. | Hospitals, health stations and beds by province. | beds=Giường bệnh=Beds
sot-xuat-huyet | G11 | health | weekly | Ca mắc sốt xuất huyết | Dengue fever cases | sốt xuất huyết;dịch bệnh | dengue;epidemic | Số ca mắc và tử vong do sốt xuất huyết theo tuần. | Weekly cases of dengue and deaths. | icd_code=Mã bệnh=Disease code;cases=Số ca=Cases
vac-xin | G11 | health | monthly | Tiêm chủng mở rộng | Expanded immunisation | vắc xin;trẻ em | vaccine;children | Tỷ lệ trẻ em được tiêm chủng đầy đủ. | Share of children fully vaccinated. | coverage=Tỷ lệ=Coverage
luot-kham-benh | G11 | health | irregular | Lượt khám bệnh (dữ liệu giả lập) | Clinic visits (synthetic data) | khám bệnh | clinic | Lượt khám của những người không có thật. | Visits of invented persons. | icd_code=Mã bệnh=Disease code;age=Tuổi=Age
truong-hoc | G18 | education | annual | Trường học phổ thông | Schools of general education | trường học;học sinh | school;pupils | Số trường, lớp, giáo viên và học sinh. | Numbers of schools, classes, teachers and pupils. | teachers=Giáo viên=Teachers;pupils=Học sinh=Pupils
diem-thi | G18 | education | annual | Điểm thi tốt nghiệp trung học phổ thông | Results of the upper secondary examination | điểm thi | examination;score | Phổ điểm theo môn và tỉnh. | Distribution of marks by subject and province. | score=Điểm=Score
dai-hoc | G18 | education | annual | Đại học và cao đẳng | Universities and colleges | đại học;sinh viên | university;students | Số trường đại học, giảng viên, sinh viên. | Universities, lecturers and students. | students=Sinh viên=Students
tai-nan-giao-thong | G17 | transport | monthly | Tai nạn giao thông đường bộ | Road traffic accidents | tai nạn;giao thông | accident;traffic | Số vụ tai nạn giao thông, số người chết và bị thương. | Accidents, deaths and injuries. | accidents=Số vụ=Accidents
xe-buyt-hcm | H29 | transport | irregular | Tuyến xe buýt Thành phố Hồ Chí Minh | Bus routes of Ho Chi Minh City | xe buýt;TP.HCM | bus;public transport | Tuyến, trạm dừng và giờ chạy xe buýt. | Routes, stops and timetables. | route_id=Mã tuyến=Route;stop_name=Trạm dừng=Stop
san-bay | G17 | transport | irregular | Sân bay Việt Nam | Airports of Viet Nam | sân bay;cảng hàng không | airport | Cảng hàng không với tọa độ và mã IATA. | Airports with coordinates and IATA codes. | iata=Mã IATA=IATA code;lat=Vĩ độ=Latitude;lon=Kinh độ=Longitude
quoc-lo | G17 | transport | annual | Quốc lộ | National roads | quốc lộ;đường bộ | road | Chiều dài và tình trạng các tuyến quốc lộ. | Length and condition of national roads. | length_km=Chiều dài=Length
nha-o-xa-hoi | G17 | regions | quarterly | Dự án nhà ở xã hội | Social housing projects | nhà ở xã hội | housing | Dự án, số căn hộ và tiến độ. | Projects, flats and progress. | flats=Số căn=Flats
dien-thuong-pham | EVN | energy | monthly | Điện thương phẩm | Electricity sales | điện;năng lượng | electricity;energy | Sản lượng điện bán theo thành phần phụ tải. | Electricity sold by kind of customer. | mwh=Sản lượng=Sales
nguon-dien | EVN | energy | annual | Nguồn điện và công suất lắp đặt | Power plants and installed capacity | điện mặt trời;điện gió;thủy điện | solar;wind;hydropower | Công suất các nhà máy thủy điện, nhiệt điện, điện gió, điện mặt trời. | Capacity of power plants. | capacity_mw=Công suất=Capacity
thu-tuc-hanh-chinh | H29 | government | monthly | Hồ sơ thủ tục hành chính | Administrative procedures handled | thủ tục;hộ tịch;một cửa | procedure;civil status | Số hồ sơ tiếp nhận, giải quyết đúng hạn, trong đó có hộ tịch. | Files received and handled in time. | on_time=Đúng hạn=In time
hoa-binh-ho | EVN | energy | daily | Mực nước hồ Hòa Bình | Water level of the Hoa Binh reservoir | hồ chứa;thủy điện Hoà Bình | reservoir | Mực nước và lưu lượng hồ thủy điện. | Level and flow of the reservoir. | level_m=Mực nước=Level
ngan-sach | NSO | economy | annual | Thu chi ngân sách nhà nước | State budget revenue and expenditure | ngân sách;thuế | budget;tax | Thu, chi ngân sách theo khoản mục. | Revenue and expenditure by item. | revenue=Thu=Revenue;expenditure=Chi=Expenditure
an-giang-lua | G09 | agriculture | annual | Lúa gạo tỉnh An Giang | Rice in An Giang province | An Giang | An Giang | Diện tích lúa của An Giang. | Paddy area of An Giang. | area=Diện tích=Area
`

func fixture(t testing.TB) *fakeCatalogue {
	t.Helper()
	c := newFakeCatalogue()
	for _, a := range fixtureAgencies {
		c.saveAgency(a)
	}
	for i, line := range strings.Split(strings.TrimSpace(fixtureDatasets), "\n") {
		f := strings.Split(line, " | ")
		if len(f) != 11 {
			t.Fatalf("fixture line %d has %d parts", i+1, len(f))
		}
		d := catalog.Dataset{
			Slug: catalog.Slug(f[0]), Agency: f[1], Themes: []string{f[2]}, Frequency: f[3], Licence: "CC-BY-4.0",
			Title:       catalog.Text{Vi: f[4], En: f[5]},
			Keywords:    catalog.Keywords{Vi: strings.Split(f[6], ";"), En: strings.Split(f[7], ";")},
			Description: catalog.Text{Vi: f[8], En: f[9]},
			Resources:   []catalog.Resource{{Name: "main", Title: catalog.Text{Vi: "Bảng chính", En: "Main table"}, Kind: catalog.KindTable}},
		}
		if i%3 == 0 {
			d.Licence = "CC0-1.0"
		}
		if err := d.Validate(); err != nil {
			t.Fatalf("fixture line %d: %v", i+1, err)
		}
		table := catalog.Table{Resource: "main"}
		for _, column := range strings.Split(f[10], ";") {
			p := strings.Split(column, "=")
			table.Columns = append(table.Columns, catalog.Column{Name: p[0], Title: catalog.Text{Vi: p[1], En: p[2]}, Type: catalog.Number})
		}
		c.publish(d, start.Add(time.Duration(i)*time.Hour), table)
	}
	return c
}

func openFixture(t testing.TB) *search.Index {
	t.Helper()
	return openCaughtUp(t, fixture(t))
}
