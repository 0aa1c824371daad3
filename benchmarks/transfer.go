package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

const (
	transferSize = 64 << 20
	quickSize    = 256 << 10
	pdfType      = "application/pdf"
	mediaID      = "2762702990552401"
	filePath     = "/file"

	// The goals are fractions of raw's throughput, but time is measured.
	uploadTime   = 1 / 0.90
	downloadTime = 1 / 0.95
	heldKiB      = 512
)

// A transferServer accepts and ignores uploads, and serves one media object.
type transferServer struct {
	*httptest.Server
	file *os.File
	size int64
	hash string
}

// newTransferServer makes a document in a temporary file, to upload and to
// download.
func newTransferServer(s settings, secure bool) (*transferServer, error) {
	server := &transferServer{size: transferSize}
	if s.quick {
		server.size = quickSize
	}
	if err := server.writeFile(); err != nil {
		return nil, err
	}
	server.Server = httptest.NewUnstartedServer(server)
	if !secure {
		server.Start()
		return server, nil
	}
	server.EnableHTTP2 = true
	server.StartTLS()
	trust(server.Certificate())
	return server, nil
}

func (t *transferServer) writeFile() error {
	file, err := os.CreateTemp("", "benchmarks-*.pdf")
	if err != nil {
		return err
	}
	t.file = file
	hash := sha256.New()
	output := io.MultiWriter(file, hash)
	part := make([]byte, 64<<10)
	for i := range part {
		part[i] = byte(i * i)
	}
	copy(part, "%PDF-1.7\n")
	for range t.size / int64(len(part)) {
		if _, err := output.Write(part); err != nil {
			t.close()
			return err
		}
	}
	t.hash = hex.EncodeToString(hash.Sum(nil))
	return nil
}

func (t *transferServer) close() {
	if t.Server != nil {
		t.Close()
	}
	t.file.Close()
	os.Remove(t.file.Name())
}

// ServeHTTP accepts an upload, or describes or serves the document.
func (t *transferServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodPost:
		if count, err := io.Copy(io.Discard, r.Body); err != nil || count <= t.size || r.ContentLength != count {
			http.Error(w, "the file has not come", http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, `{"id":%q}`, mediaID)
	case r.URL.Path == filePath:
		http.ServeContent(w, r, "", time.Time{}, io.NewSectionReader(t.file, 0, t.size))
	default:
		fmt.Fprintf(w, `{"id":%q,"messaging_product":"whatsapp","url":%q,"mime_type":%q,"sha256":%q,"file_size":%d}`,
			mediaID, t.URL+filePath, pdfType, t.hash, t.size)
	}
}

// content returns a new reader of the file.
func (t *transferServer) content() *io.SectionReader { return io.NewSectionReader(t.file, 0, t.size) }

// compareTransfers measures the time of transfers, then the memory that each
// holds.
func (s settings) compareTransfers(goals map[string]figures, implementations ...abx.Implementation) ([]result, error) {
	results, err := s.rarely().overConnections(1, goals, implementations...)
	if err != nil {
		return nil, err
	}
	for i, implementation := range implementations {
		results[i].Figures.Held, err = held(implementation.Run)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", implementation.Name, err)
		}
	}
	return results, nil
}

// transferring returns an implementation that fails unless the transfer has the
// wanted result.
func transferring(name, want string, transfer func() (string, error)) abx.Implementation {
	return abx.Implementation{Name: name, Run: func() error {
		got, err := transfer()
		if err == nil && got != want {
			err = errWrongAnswer
		}
		return err
	}}
}
