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
	var countsAsSent, sent atomic.Bool
	stopReplay := func() {
		if sent.Load() {
			cancel(errReplay)
		}
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { stopReplay() },
		GotConn: func(info httptrace.GotConnInfo) {
			stopReplay()
			countsAsSent.Store(method == http.MethodGet || isHTTP2(info.Conn))
		},
		WroteHeaders: func() { sent.Store(countsAsSent.Load()) },
	})
}

func isHTTP2(connection net.Conn) bool {
	secure, ok := connection.(interface{ ConnectionState() tls.ConnectionState })
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}
