package whatsapp

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// logAttempt writes one line per attempt, and one per client when an unexpected
// API version answers.
func (c *call) logAttempt(ctx context.Context, response *http.Response, wait time.Duration) {
	config := c.client.config
	if config.logger == nil {
		return
	}
	if response != nil && c.op.link == nil { // the hosts of media have no version
		c.noticeVersion(ctx, response.Header.Get("Facebook-Api-Version"))
	}
	if !config.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attributes := []slog.Attr{
		slog.String("operation", c.op.name()),
		slog.Int("attempt", c.attempts),
		slog.Int("status", c.status),
		slog.Duration("duration", time.Since(c.started)),
	}
	if c.err != nil {
		attributes = append(attributes, slog.Any("error", c.err))
	}
	if !c.decided {
		attributes = append(attributes, slog.Duration("retry_in", wait))
	}
	config.logger.LogAttrs(ctx, slog.LevelDebug, "whatsapp attempt", attributes...)
}

func (c *call) noticeVersion(ctx context.Context, served string) {
	config := c.client.config
	if served == "" || served == config.version {
		return
	}
	config.versionNotice.Do(func() {
		config.logger.LogAttrs(ctx, slog.LevelWarn, "whatsapp: another API version answers than was asked for",
			slog.String("asked", config.version), slog.String("answered", c.secrets().Line(served)))
	})
}
