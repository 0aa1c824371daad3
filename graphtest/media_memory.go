package graphtest

import "slices"

// WithMediaMemory sets how many bytes the media objects of the server take at
// most, so that it can run for long: the oldest ones are gone once there are
// more, as they are at Meta after 30 days. Without it, and below 1, there is no
// limit. The latest object is always kept.
func WithMediaMemory(bytes int64) Option { return func(c *config) { c.mediaMemory = bytes } }

// mediaMemory holds the media objects in the order in which they came.
type mediaMemory struct {
	most, bytes int64
	objects     []*node // oldest first
}

func (m *mediaMemory) add(g *graph, media *node) {
	m.objects = append(m.objects, media)
	m.bytes += int64(len(media.content))
	for m.most > 0 && m.bytes > m.most && len(m.objects) > 1 {
		m.remove(g, m.objects[0])
	}
}

func (m *mediaMemory) remove(g *graph, media *node) {
	delete(g.nodes, media.id)
	if at := slices.Index(m.objects, media); at >= 0 {
		m.objects = slices.Delete(m.objects, at, at+1)
		m.bytes -= int64(len(media.content))
	}
}
