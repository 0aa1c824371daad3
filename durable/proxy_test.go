package durable_test

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// A proxy stands between a store and PostgreSQL, and fails as networks do.
type proxy struct {
	source string // the URL of the database, through the proxy
	target string

	refuses atomic.Bool        // new connections
	loses   func() (yes bool)  // the answer to a commit; nil for none
	mutex   sync.Mutex         // guards links
	links   map[*link]struct{} // that are open
}

// A link is a connection through a proxy. Once it is silent, it carries
// nothing, and does not end either.
type link struct {
	client, server net.Conn
	silent         atomic.Bool
	lose           atomic.Bool
}

func newProxy(t *testing.T, source string) *proxy {
	t.Helper()
	address, err := url.Parse(source)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{target: address.Host, links: make(map[*link]struct{})}
	address.Host = listener.Addr().String()
	p.source = address.String()
	t.Cleanup(func() {
		listener.Close()
		p.cut()
	})
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			p.connect(client)
		}
	}()
	return p
}

func (p *proxy) connect(client net.Conn) {
	server, err := net.Dial("tcp", p.target)
	if err != nil || p.refuses.Load() {
		client.Close()
		return
	}
	l := &link{client: client, server: server}
	p.mutex.Lock()
	p.links[l] = struct{}{}
	p.mutex.Unlock()
	go func() {
		l.carry(client, server, func(text []byte) bool {
			if p.loses != nil && bytes.Contains(text, []byte("commit\x00")) && p.loses() {
				l.lose.Store(true)
			}
			return true
		})
	}()
	go func() {
		l.carry(server, client, func([]byte) bool { return !l.lose.Load() })
		p.mutex.Lock()
		defer p.mutex.Unlock()
		delete(p.links, l)
	}()
}

// carry passes on what comes, until something fails or is not to pass.
func (l *link) carry(from, to net.Conn, pass func(text []byte) bool) {
	defer from.Close()
	defer to.Close()
	text := make([]byte, 1<<16)
	for {
		n, err := from.Read(text)
		switch {
		case l.silent.Load() && err == nil:
			continue
		case err != nil || !pass(text[:n]):
			return
		}
		if _, err := to.Write(text[:n]); err != nil {
			return
		}
	}
}

// cut ends all connections.
func (p *proxy) cut() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for l := range p.links {
		l.client.Close()
		l.server.Close()
	}
}

// silence has the connections that there are carry nothing any more.
func (p *proxy) silence() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for l := range p.links {
		l.silent.Store(true)
	}
}
