package main

import (
	"context"
	"sync"
)

// A group is what runs besides. When a part of it fails, all of it ends.
type group struct {
	ctx  context.Context
	stop context.CancelFunc

	parts sync.WaitGroup
	once  sync.Once
	err   error // of the first part that failed
}

func newGroup(ctx context.Context) *group {
	g := &group{}
	g.ctx, g.stop = context.WithCancel(ctx)
	return g
}

func (g *group) run(part func(ctx context.Context) error) {
	g.parts.Go(func() {
		if err := part(g.ctx); err != nil && g.ctx.Err() == nil {
			g.once.Do(func() { g.err = err })
			g.stop()
		}
	})
}

// end ends all parts, and returns the error of one that has failed.
func (g *group) end() error {
	g.stop()
	g.parts.Wait()
	return g.err
}
