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

// A sendGuard watches the connections of an attempt at what must not happen
// twice. It knows whether anything can have left, and it keeps net/http from
// sending again by itself what has.
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

// withhold takes from a request the means to get its body a second time, unless
// the server speaks HTTP/1. Over HTTP/2, net/http then returns an error that
// says what the server has done, where it would send the request again. Over
// HTTP/1, it needs a second body for a kept connection that has ended before
// use.
func (g *sendGuard) withhold(request *http.Request) {
	if !g.speaksHTTP1.Load() {
		request.GetBody = nil
	}
}

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
