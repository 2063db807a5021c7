package forum

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // decoders of what may be sent
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"nguon/catalog"
	"nguon/catalog/voice"
)

const (
	maxPicture = 8_000_000  // bytes of a picture as it is sent
	maxPixels  = 40_000_000 // of a picture as it is sent; each takes four bytes
	maxSide    = 2000       // pixels of a picture as it is kept
	quality    = 82         // of a JPEG that is kept
)

// pictures returns the pictures of a form, made anew. What is wrong with them is
// an error of kind [catalog.ErrInvalid].
func pictures(r *http.Request) ([]voice.Picture, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var all []voice.Picture
	for _, header := range r.MultipartForm.File["files"] {
		if header.Size == 0 && header.Filename == "" {
			continue // a field that nobody filled in
		}
		if len(all) == voice.MaxFiles {
			return nil, unfit("tối đa 3 ảnh", "must be 3 pictures at most")
		}
		pic, err := picture(header)
		if err != nil {
			return nil, err
		}
		all = append(all, pic)
	}
	return all, nil
}

func picture(header *multipart.FileHeader) (voice.Picture, error) {
	if header.Size > maxPicture {
		return voice.Picture{}, unfit("ảnh lớn hơn 8 MB", "has a picture of more than 8 MB")
	}
	f, err := header.Open()
	if err != nil {
		return voice.Picture{}, fmt.Errorf("picture: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxPicture))
	if err != nil {
		return voice.Picture{}, fmt.Errorf("picture: %w", err)
	}
	return remake(raw)
}

// unfit is the error for files that are not taken.
func unfit(vi, en string) error {
	var w catalog.Faults
	w.Check("files", false, vi, en)
	return w.Err("Chưa thể gửi.", "This cannot be sent yet.")
}

var errPicture = errors.New("no picture")

// remake draws a picture anew, at most [maxSide] wide and high and upright: what
// its file says beside what is seen, such as where it was taken and with which
// camera, is not there any more. Of one that moves the first frame is kept.
func remake(raw []byte) (voice.Picture, error) {
	refuse := func(error) (voice.Picture, error) {
		return voice.Picture{}, unfit("chỉ nhận ảnh JPEG, PNG, GIF, WebP nguyên vẹn; tài liệu PDF hay CSV hãy dẫn liên kết", "must be whole pictures (JPEG, PNG, GIF or WebP); of documents, give a link")
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return refuse(err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return voice.Picture{}, unfit("ảnh có quá 40 triệu điểm", "has a picture of more than 40 million pixels")
	}
	seen, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return refuse(err)
	}
	turn := 1
	if format == "jpeg" {
		turn = orientation(raw)
	}
	drawn := upright(shrink(seen), turn)
	var b bytes.Buffer
	pic := voice.Picture{Type: "image/jpeg", Width: drawn.Bounds().Dx(), Height: drawn.Bounds().Dy()}
	if format == "png" || format == "gif" {
		pic.Type, err = "image/png", png.Encode(&b, drawn)
	} else {
		err = jpeg.Encode(&b, drawn, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return refuse(errors.Join(errPicture, err))
	}
	pic.Data = b.Bytes()
	return pic, nil
}

// shrink draws a picture on white, at most [maxSide] wide and high.
func shrink(seen image.Image) *image.RGBA {
	w, h := seen.Bounds().Dx(), seen.Bounds().Dy()
	if longer := max(w, h); longer > maxSide {
		w, h = max(1, w*maxSide/longer), max(1, h*maxSide/longer)
	}
	drawn := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(drawn, drawn.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(drawn, drawn.Bounds(), seen, seen.Bounds(), draw.Over, nil)
	return drawn
}

// upright turns a picture as an orientation of Exif says: 1 as it is, 2 to 8
// mirrored, turned, or both (CIPA DC-008, tag 274).
func upright(p *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return p
	}
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	tw, th := w, h
	if orientation >= 5 {
		tw, th = h, w
	}
	turned := image.NewRGBA(image.Rect(0, 0, tw, th))
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			turned.SetRGBA(tx, ty, p.RGBAAt(x, y))
		}
	}
	return turned
}
