package table

import (
	"io"
	"os"

	"nguon/publisher/rows"
)

// A file is an input that is open.
type inputFile struct {
	rows.Input
	close  io.Closer
	opened os.FileInfo
	file   *os.File
}

func openFile(path string, l rows.Limits) (*inputFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Size() > l.Bytes {
		err = fatal(rows.TooLarge, Spot{Got: info.Size(), Want: l.Bytes}, "the file is larger than is allowed")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &inputFile{Input: rows.Input{Name: info.Name(), File: f, Size: info.Size()}, close: f, opened: info, file: f}, nil
}

func (f *inputFile) Close() error { return f.close.Close() }

func (f *inputFile) Changed() error {
	info, err := f.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() != f.opened.Size() || !info.ModTime().Equal(f.opened.ModTime()) {
		return fatal(FileChanged, Spot{}, "size or time of the file is another than when it was inspected")
	}
	return nil
}
