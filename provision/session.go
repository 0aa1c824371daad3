package provision

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sync"

	"github.com/wabakit/whatsapp"
)

// An Option changes how [NewPlan] and [Export] read.
type Option func(*session) error

const defaultConcurrency = 4

// WithConcurrency sets how many things are read at the same time: 4 unless it
// is set.
func WithConcurrency(readers int) Option {
	return func(s *session) error {
		if readers < 1 {
			return errors.New("provision: the concurrency must be at least 1")
		}
		s.readers = readers
		return nil
	}
}

// WithKinds limits a plan or an export to some kinds: those that the access
// token may read, or that a number has.
func WithKinds(kinds ...Kind) Option {
	return func(s *session) error {
		for _, kind := range kinds {
			if _, err := kindNamed(kind); err != nil {
				return err
			}
		}
		s.only = kinds
		return nil
	}
}

// WithFiles sets the folder of the files that a document names: pictures of
// profiles, and samples of the media of templates. It is such as os.DirFS("."),
// the folder of the document. Files that are only in memory come from a file
// system of one's own.
func WithFiles(folder fs.FS) Option {
	return func(s *session) error {
		s.files = folder
		return nil
	}
}

// WithRecord sets what remembers the pictures of profiles from one run to the
// next; see [Picture].
func WithRecord(record Record) Option {
	return func(s *session) error {
		s.record = record
		return nil
	}
}

// A session is one run of reading.
type session struct {
	client  *whatsapp.Client
	readers int
	only    []Kind // nil for all
	files   fs.FS  // nil for none
	record  Record // nil for none
	appID   string
	tokens  func(callbackURI string) (whatsapp.VerifyToken, error)

	lock      sync.Mutex
	flowNames map[string]map[string]string // by account, then by flow id
}

func newSession(client *whatsapp.Client, opts []Option) (*session, error) {
	if client == nil {
		return nil, errors.New("provision: the client is nil")
	}
	s := &session{client: client, readers: defaultConcurrency}
	for _, option := range opts {
		if option == nil {
			continue
		}
		if err := option(s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// again returns a session that remembers nothing.
func (s *session) again() *session {
	return &session{client: s.client, readers: s.readers, files: s.files, record: s.record, appID: s.appID, tokens: s.tokens}
}

// kinds are those that are read.
func (s *session) kinds() []kind {
	if s.only == nil {
		return kinds()
	}
	return slices.DeleteFunc(kinds(), func(k kind) bool { return !slices.Contains(s.only, k.name()) })
}

// A reading is what is read at once, and what the document says of it.
type reading struct {
	kind     kind
	scope    Target
	declared []declaration
}

func (s *session) readings(document *Document) []reading {
	var list []reading
	for _, kind := range s.kinds() {
		for i := range document.Accounts {
			for _, declared := range kind.declared(&document.Accounts[i], accountPlace(i)) {
				scope := declared.target.scope()
				if last := len(list) - 1; last >= 0 && list[last].scope == scope {
					list[last].declared = append(list[last].declared, declared)
					continue
				}
				list = append(list, reading{kind, scope, []declaration{declared}})
			}
		}
	}
	return list
}

// concurrently calls work for every item, a limited number of them at a time,
// and returns the results in order. The first error ends it.
func concurrently[I, R any](ctx context.Context, s *session, items []I, work func(context.Context, I) (R, error)) ([]R, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	results := make([]R, len(items))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(s.readers, len(items)) {
		workers.Go(func() {
			for i := range next {
				result, err := work(ctx, items[i])
				if err != nil {
					cancel(err)
					continue
				}
				results[i] = result
			}
		})
	}
	for i := range items {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return results, context.Cause(ctx)
}
