package whatsapp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

var errReplay = errors.New("the connection failed after the request was sent")

// A sendGuard watches the connections of an attempt that must not happen twice.
// It knows whether anything can have left, and keeps net/http from sending
// again by itself what has.
//
// net/http does so after an error of the peer over HTTP/2, without limit and
// although the peer may have read the request, and for a GET over HTTP/1 too.
// Before it sends a request again it takes another connection: that ends the
// attempt, once the request has left. Over HTTP/1, anything but a GET is sent
// again only when nothing has left.
type sendGuard struct {
	method       string
	cancel       context.CancelCauseFunc
	speaksHTTP1  *atomic.Bool
	trace        httptrace.ClientTrace
	waiting      atomic.Bool  // a connection was asked for and not given yet
	written      atomic.Int32 // how often the header was written, perhaps to a buffer only
	countsAsSent atomic.Bool
	sent         atomic.Bool
}

// watch returns a context that tells the guard about connections.
func (g *sendGuard) watch(ctx context.Context) context.Context {
	g.trace = httptrace.ClientTrace{GetConn: g.getConn, GotConn: g.gotConn, WroteHeaders: g.wroteHeaders}
	return httptrace.WithClientTrace(ctx, &g.trace)
}

// allowsSecondBody reports whether net/http may be able to get the request's
// body a second time, which it may if the server speaks HTTP/1: it needs one
// when a kept connection has ended before use. Over HTTP/2, it would send the
// request again; without a second body, it returns an error that says what the
// server has done.
func (g *sendGuard) allowsSecondBody() bool { return g.speaksHTTP1.Load() }

func (g *sendGuard) getConn(string) {
	g.waiting.Store(true)
	g.stopReplay()
}

func (g *sendGuard) gotConn(info httptrace.GotConnInfo) {
	g.stopReplay()
	g.waiting.Store(false)
	overHTTP2 := isHTTP2(info.Conn)
	if g.speaksHTTP1.Load() == overHTTP2 {
		g.speaksHTTP1.Store(!overHTTP2)
	}
	g.countsAsSent.Store(g.method == http.MethodGet || overHTTP2)
}

func (g *sendGuard) wroteHeaders() {
	g.written.Add(1)
	g.sent.Store(g.countsAsSent.Load())
}

func (g *sendGuard) stopReplay() {
	if g.sent.Load() {
		g.cancel(errReplay)
	}
}

// provesUnsent reports whether an attempt that has failed with err cannot have
// been carried out: no connection was given to it, or the server has said that
// it has not processed the request. Neither says anything about a request that
// a transport of the caller's own has sent before.
func (g *sendGuard) provesUnsent(err error) bool {
	switch g.written.Load() {
	case 0:
		return g.waiting.Load() || isGoodbye(err)
	case 1:
		return !g.waiting.Load() && isGoodbye(err)
	}
	return false
}

func isHTTP2(connection net.Conn) bool {
	secure, ok := connection.(interface{ ConnectionState() tls.ConnectionState })
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}
