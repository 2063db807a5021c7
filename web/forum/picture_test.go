package forum

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"nguon/catalog"
)

// photo is a JPEG of 40 by 20 whose left half is red, which says that it was
// taken somewhere and is to be turned.
func photo(t testing.TB, orientation uint16) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			p.Set(x, y, color.RGBA{B: 255, A: 255})
			if x < 20 {
				p.Set(x, y, color.RGBA{R: 255, A: 255})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00")
	tiff = binary.LittleEndian.AppendUint16(tiff, 274)
	tiff = append(tiff, 3, 0, 1, 0, 0, 0)
	tiff = binary.LittleEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0)
	exif := append([]byte("Exif\x00\x00"), append(tiff, "GPS 21.0278 105.8342"...)...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(head, exif...), b.Bytes()[2:]...)
}

func TestPicturesAreMadeAnewUprightAndWithoutWhatIsNotSeen(t *testing.T) {
	for _, c := range []struct {
		orientation   uint16
		width, height int
		red           image.Point // a point of the left half
	}{
		{1, 40, 20, image.Pt(2, 10)}, {2, 40, 20, image.Pt(37, 10)}, {3, 40, 20, image.Pt(37, 10)}, {4, 40, 20, image.Pt(2, 10)}, {5, 20, 40, image.Pt(10, 2)},
		{6, 20, 40, image.Pt(10, 2)}, {7, 20, 40, image.Pt(10, 37)}, {8, 20, 40, image.Pt(10, 37)}, {9, 40, 20, image.Pt(2, 10)},
	} {
		pic, err := remake(photo(t, c.orientation))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(pic.Data, []byte("GPS")) || bytes.Contains(pic.Data, []byte("Exif")) {
			t.Errorf("%d: where it was taken is still there", c.orientation)
		}
		seen, err := jpeg.Decode(bytes.NewReader(pic.Data))
		if err != nil {
			t.Fatal(err)
		}
		r, _, b, _ := seen.At(c.red.X, c.red.Y).RGBA()
		if pic.Width != c.width || pic.Height != c.height || r < b {
			t.Errorf("%d: %d by %d, red %d, blue %d at %v; want %d by %d, red", c.orientation, pic.Width, pic.Height, r, b, c.red, c.width, c.height)
		}
	}
}

func TestLargePicturesAreMadeSmaller(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3*maxSide, 2))); err != nil {
		t.Fatal(err)
	}
	pic, err := remake(b.Bytes())
	if err != nil || pic.Type != "image/png" || pic.Width != maxSide || pic.Height != 1 {
		t.Errorf("%s, %d by %d, %v", pic.Type, pic.Width, pic.Height, err)
	}
}

func TestOnlyWholePicturesAreTaken(t *testing.T) {
	huge := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x00\x00\x00\x00")
	huge = binary.BigEndian.AppendUint32(huge, 0x9ab4a2e5)
	whole := photo(t, 1)
	for name, raw := range map[string][]byte{
		"nothing": nil, "a page": []byte("<svg onload=alert(1)>"), "a document": []byte("%PDF-1.7"), "a table": []byte("a,b\n1,2\n"),
		"half a picture": whole[:len(whole)/2], "a picture of 65,536 by 65,536": huge,
	} {
		if _, err := remake(raw); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzOrientation(f *testing.F) {
	for n := range uint16(10) {
		f.Add(photo(f, n))
	}
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x0eExif\x00\x00MM\x00*\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if o := orientation(raw); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
