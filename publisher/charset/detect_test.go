package charset_test

import (
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"nguon/publisher/charset"
)

func TestTextOfOtherLanguagesIsNotTakenForVietnamese(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"French", "Le préfet a décidé, à l'été 2023, que la forêt et le théâtre où l'on dîne étaient protégés; café, thé, né, hé, bébé, dû, sûr, là, déjà, très, même, côté, île, naïf, Noël, garçon, pêche, août, goût, coût, hôtel"},
		{"French in a table", "région;département;qualité\nÎle-de-France;Rhône;élevée\nBretagne;Finistère;moyenne\nCôte-d'Or;Isère;très élevée\n"},
		{"one French word", "id;boisson\n1;thé\n2;eau\n"},
		{"German", "Köln, München, Göttingen, Düsseldorf, Größe, Straße, für, über, schön, hören, böse, Bär, Äpfel, Öl, Übung, Fähre, Söhne, Mühe, nötig, Tür"},
		{"Spanish", "niño, señor, año, mañana, España, corazón, también, está, aquí, café, él, tú, sí, más, José, Peña, Muñoz, Ángel, día, río, país, así, allí"},
		{"Portuguese", "São Paulo, não, coração, mãe, irmã, você, avó, avô, três, pão, mão, informação, é, às, até, já, lá, só, nós, pés, fã, manhã, rã"},
		{"Scandinavian", "Malmö, Århus, Tromsø, smørrebrød, på, må, få, så, hør, før, gå, nå, tå, ö, å, bø, sø, ål, år, älg"},
		{"Italian", "città, perché, più, così, è, già, può, là, virtù, né, ciò, lunedì, qualità, università, libertà, metà"},
		{"Icelandic", "Þór, Ísland, já, nei, þú, ég, hún, það, ágúst, maður, góður, bær, sjór, fljót, brú, ey, mý, kú, tá"},
		{"English with signs", "The Café costs £20 – 30°C, 25 m², ±5 %, ½ cup, © 2020, ® and § 4, naïve résumé, façade, José’s “quote”"},
		{"signs between letters", "m×n, n×m, a×b, 5 µm, 3 µl; x÷y; 1ª, 2º; λ = lcm(a×2), b×2, c²n, b·t"},
		{"Turkish letters of Windows-1252", "için, gül, göl, çöp, süt, köy, üç, dört, böyle, öğle"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if g := charset.Detect([]byte(test.text)); g != (charset.Guess{Name: charset.UTF8, Sure: true}) {
				t.Errorf("as UTF-8: %+v", g)
			}
			var latin []byte
			for _, r := range test.text {
				if b, ok := charmap.Windows1252.EncodeRune(r); ok {
					latin = append(latin, b)
				}
			}
			if g := charset.Detect(latin); g.Name != charset.Windows1252 {
				t.Errorf("as Windows-1252: %+v", g)
			}
		})
	}
}

func TestPunctuationIsNotTakenForVIQR(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"English prose", "What do you do? I do. So do I. You go to me. No? I'm so-so. He's a he. She's a she. It's me. Don't! Who? You? Me? Go. So. Do it to me, please. Can I be so? We'd be. They're."},
		{"English dialogue", "'So' said he. 'No' said she. 'Do'. 'Go'. 'To me?' 'To you.' 'Me?' 'Me.' 'You do?' 'I do.'"},
		{"addresses", "lan.nguyen@bo.gov.vn,hoa.le@so.vn\nhttps://so.go.vn/a/b?e=1&u=2\nwww.na.no\na.b.c@d.e\n"},
		{"file names", "data.csv\na.out\nmain.go\ninfo.txt\ne.coli\nnode.js\nC:\\do.to\\me.no\nle.vi\nto.mi\n"},
		{"formulas", "a^2 + b^2 = c^2; O(n)? O(n log n); e^(i*pi)+1=0; x^n + y^n = z^n; a^n; a+b; u+v; o+o; sum(a+i); f(a)+g(o)"},
		{"code", "if (a+b) { do(a); } else { no(u); } for (i=0;i<n;i++) { a(i)=o+u; } `do` `go` `no` ~a ~u x = a ? b : c; e? i: u"},
		{"regular expressions", "^[a-z]+$ (a+)(o+) a? e? ba? be?n na?i u+ o+ (ho?)+ a.b e.t ca.n me.n"},
		{"abbreviations", "a.m. p.m. i.e. e.g. U.S.A. U.N. E.U. U.K. Ph.D. vs. etc. no. vol. pp."},
		{"Latin species", "E. coli, A. mi, H. sapiens sp. nov. O. sativa L."},
		{"Vietnamese without marks", "Ha Noi, Da Nang, Thanh pho Ho Chi Minh. Toi di. Ban di dau? Ban ve chua? Chi o nha. Em a. Co ay di mua. Ba ve que."},
		{"Italian without accents", "perche' si' e' piu' citta' cosi' gia' puo' la' virtu' cio' lunedi' qualita' universita' liberta' meta'"},
		{"Hawaiian and Maori", "Hawai'i, Moloka'i, Kaua'i, O'ahu, Lana'i, Ni'ihau, Ka'u, pu'u, a'a"},
		{"rows of numbers", "id,o,a,u\n1,2.0,3.1,-4e+10\n2,5.0,NA?,n/a\n3,1e+05,~2,`x`\n"},
		{"names of columns", "co2(ppm),no(mg),so(mg),a(b),pH?,na+,i(o),e(a)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if g := charset.Detect([]byte(test.text)); g != (charset.Guess{Name: charset.UTF8, Sure: true}) {
				t.Errorf("%+v", g)
			}
		})
	}
}

func TestOldEncodingsAreDetectedInTables(t *testing.T) {
	const table = "Mã;Tên xã;Diện tích (km²)\n001;Phường Ba Đình;2,97\n002;Xã Yên Sơn;11,5\n003;Phường Hồng Hà;15,09\n"
	for _, test := range []struct {
		name  string
		bytes []byte
		want  charset.Guess
	}{
		{"TCVN3", toTCVN3(table), charset.Guess{Name: charset.TCVN3, Sure: true}},
		{"VNI", toVNI(table), charset.Guess{Name: charset.VNI, Sure: true}},
		{"Windows-1258", toWindows1258(table), charset.Guess{Name: charset.Windows1258, Sure: true}},
		{"VIQR with a character of UTF-8", toVIQR(table), charset.Guess{Name: charset.UTF8, Legacy: charset.VIQR, Sure: true}},
		{"VIQR", toVIQR("Xã Yên Sơn\nPhường Hồng Hà\n"), charset.Guess{Name: charset.VIQR, Sure: true}},
		{"two words of TCVN3", []byte("H\xb5 N\xe9i"), charset.Guess{Name: charset.TCVN3}},
		{"VNI in UTF-8", []byte("Haø Noäi, ngaøy 5"), charset.Guess{Name: charset.UTF8, Legacy: charset.VNI}},
		{"TCVN3 in UTF-8 with a mark", []byte("\xef\xbb\xbfHµ Néi, ngµy 5"), charset.Guess{Name: charset.UTF8BOM, Skip: 3, Legacy: charset.TCVN3}},
		{"Vietnamese that western letters suffice for", []byte("Hoà Lý;Toà án;Hoá;Xã Phú Hoà;Bình"), charset.Guess{Name: charset.UTF8, Sure: true}},
		{"two such words", []byte("hòa or hoà"), charset.Guess{Name: charset.UTF8, Sure: true}},
		{"UTF-8", []byte(table), charset.Guess{Name: charset.UTF8, Sure: true}},
		{"UTF-8 cut through a character", []byte(table)[:5], charset.Guess{Name: charset.UTF8, Sure: true}},
		{"ASCII", []byte("a;b\n1;2\n"), charset.Guess{Name: charset.UTF8, Sure: true}},
		{"nothing", nil, charset.Guess{Name: charset.UTF8, Sure: true}},
		{"UTF-8 with a broken byte", append([]byte(table), 0xff), charset.Guess{Name: charset.UTF8}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if g := charset.Detect(test.bytes); g != test.want {
				t.Errorf("got %+v, want %+v", g, test.want)
			}
		})
	}
}

func TestUTF16IsToldByItsMarkOrItsZeros(t *testing.T) {
	const text = "Tỉnh;Dân số\nHà Nội;8.435.700\nHải Phòng;2.088.000\n"
	const legacy = "TØnh;D©n sè\nHµ Néi;8.435.700\n"
	for _, test := range []struct {
		name   string
		order  unicode.Endianness
		mark   unicode.BOMPolicy
		text   string
		want   string
		skip   int
		legacy string
	}{
		{"little endian with a mark", unicode.LittleEndian, unicode.UseBOM, text, charset.UTF16LE, 2, ""},
		{"big endian with a mark", unicode.BigEndian, unicode.UseBOM, text, charset.UTF16BE, 2, ""},
		{"little endian without", unicode.LittleEndian, unicode.IgnoreBOM, text, charset.UTF16LE, 0, ""},
		{"big endian without", unicode.BigEndian, unicode.IgnoreBOM, text, charset.UTF16BE, 0, ""},
		{"typed with a font of TCVN3", unicode.LittleEndian, unicode.UseBOM, legacy, charset.UTF16LE, 2, charset.TCVN3},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, err := unicode.UTF16(test.order, test.mark).NewEncoder().Bytes([]byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			got, g := read(t, b)
			if g.Name != test.want || g.Skip != test.skip || g.Legacy != test.legacy {
				t.Errorf("got %+v", g)
			}
			if test.legacy == "" && got != test.text {
				t.Errorf("got %q", got)
			}
		})
	}
}
