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

// cancelReplay keeps net/http from sending by itself what must be sent once. It
// does so after an error of the peer over HTTP/2, without limit and although the
// peer may have read the request, and for a GET over HTTP/1 too. Before it sends
// a request again it takes another connection: that ends the attempt, once the
// request has left. Over HTTP/1, anything but a GET is sent again only when
// nothing has left.
func cancelReplay(ctx context.Context, method string, cancel context.CancelCauseFunc) context.Context {
	guard := &replayGuard{method: method, cancel: cancel}
	guard.trace = httptrace.ClientTrace{GetConn: guard.getConn, GotConn: guard.gotConn, WroteHeaders: guard.wroteHeaders}
	return httptrace.WithClientTrace(ctx, &guard.trace)
}

// A replayGuard watches the connections of one attempt.
type replayGuard struct {
	method       string
	cancel       context.CancelCauseFunc
	trace        httptrace.ClientTrace
	countsAsSent atomic.Bool
	sent         atomic.Bool
}

func (g *replayGuard) getConn(string) { g.stopReplay() }

func (g *replayGuard) gotConn(info httptrace.GotConnInfo) {
	g.stopReplay()
	g.countsAsSent.Store(g.method == http.MethodGet || isHTTP2(info.Conn))
}

func (g *replayGuard) wroteHeaders() { g.sent.Store(g.countsAsSent.Load()) }

func (g *replayGuard) stopReplay() {
	if g.sent.Load() {
		g.cancel(errReplay)
	}
}

func isHTTP2(connection net.Conn) bool {
	secure, ok := connection.(interface{ ConnectionState() tls.ConnectionState })
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}
