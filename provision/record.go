package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/wabakit/whatsapp/internal/atomicfile"
)

// A Record remembers, from one run to the next, what Graph does not tell: the
// hash of the picture that was set last on each number. It holds no secrets,
// and losing it is harmless: pictures are set once more. It must be safe for
// concurrent use.
type Record interface {
	// Get returns a value, empty if there is none.
	Get(ctx context.Context, key string) (string, error)
	// Put keeps a value.
	Put(ctx context.Context, key, value string) error
}

// A FileRecord is a [Record] in a file of JSON, which can stand next to the
// document in version control. It is for one process at a time.
type FileRecord struct {
	path string
	lock sync.Mutex
}

// NewFileRecord returns the record in a file, which need not be there yet.
func NewFileRecord(path string) *FileRecord { return &FileRecord{path: path} }

// Get returns a value, empty if there is none.
func (r *FileRecord) Get(_ context.Context, key string) (string, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	values, err := r.read()
	return values[key], err
}

// Put keeps a value. The file is replaced whole, or not at all.
func (r *FileRecord) Put(_ context.Context, key, value string) (err error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	values, err := r.read()
	if err != nil {
		return err
	}
	values[key] = value
	text, err := json.MarshalIndent(values, "", "  ")
	if err != nil {
		return fmt.Errorf("provision: encode the record: %w", err)
	}
	file, err := atomicfile.Create(r.path)
	if err != nil {
		return fmt.Errorf("provision: write the record: %w", err)
	}
	defer func() { err = errors.Join(err, file.Discard()) }()
	if _, err := file.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("provision: write the record: %w", err)
	}
	if err := file.Commit(); err != nil {
		return fmt.Errorf("provision: write the record: %w", err)
	}
	return nil
}

func (r *FileRecord) read() (map[string]string, error) {
	values := map[string]string{}
	text, err := os.ReadFile(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return values, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &values)
	}
	if err != nil {
		return nil, fmt.Errorf("provision: read the record %s: %w", r.path, err)
	}
	if values == nil { // the file holds null
		values = map[string]string{}
	}
	return values, nil
}
