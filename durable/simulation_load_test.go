package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// schedule fills the agenda of the whole time: bursts of what users and the
// program do, with nothing in between.
func (w *simWorld) schedule() {
	for range w.plan.bursts {
		at := w.between(0, w.plan.lasts-time.Hour)
		lasts := w.between(time.Second, 20*time.Minute)
		for range 3 + w.random.IntN(10) {
			w.later(at+w.between(0, lasts), w.happening)
		}
		if w.chance(w.plan.jumps) {
			by := w.between(-4*time.Hour, 4*time.Hour)
			w.later(at+w.between(0, lasts), func() { w.jump(by) })
		}
	}
	for at := 6 * time.Hour; at < w.plan.lasts; at += w.between(4*time.Hour, 20*time.Hour) {
		w.later(at, w.lookAfter)
	}
}

// happening is one thing that happens.
func (w *simWorld) happening() {
	switch at := w.random.IntN(20); {
	case at < 8:
		w.writeIn()
	case at < 13:
		w.writeOut("")
	case at < 15:
		w.campaign()
	case at < 16:
		w.malformed()
	case at < 17:
		w.cancelOne()
	case at < 18:
		w.loseTicket()
	default:
		w.steer()
	}
}

func (w *simWorld) someUser() string { return w.users()[w.random.IntN(w.plan.users)] }

func (w *simWorld) label(prefix string) string {
	w.labels++
	return fmt.Sprintf("%s%d", prefix, w.labels)
}

// writeIn has a user write one or some messages.
func (w *simWorld) writeIn() {
	from, number := w.someUser(), w.numbers[w.random.IntN(len(w.numbers))]
	var updates []graphtest.Update
	for range 1 + w.random.IntN(3) {
		if w.chance(0.2) {
			from = w.someUser()
		}
		updates = append(updates, graphtest.Inbound{From: from, PhoneNumberID: number, Text: w.label("e")})
	}
	w.post("users write", updates...)
}

// post delivers a body until it is taken, and perhaps again after that.
func (w *simWorld) post(what string, updates ...graphtest.Update) {
	body, err := w.hooks.Body(updates...)
	if err != nil {
		w.broken("a body: %v", err)
		return
	}
	notification, err := webhook.Parse(body)
	if err != nil {
		w.broken("a body: %v", err)
		return
	}
	var events []*simEvent
	for event := range notification.Events() {
		events = append(events, w.expect(event, w.random))
	}
	w.deliver(what, body, events, time.Second)
	if w.faulty && w.chance(0.25) {
		w.later(w.between(0, 6*24*time.Hour), func() { w.deliver(what+" (again)", body, events, time.Second) })
	}
}

// deliver posts a body, and again later if it is not taken.
func (w *simWorld) deliver(what string, body []byte, events []*simEvent, gap time.Duration) {
	for _, event := range events {
		what += " " + event.label
	}
	w.spawn(context.Background(), nil, what, func(ctx context.Context) {
		err := w.hooks.DeliverRaw(ctx, body)
		w.turn(ctx, nil, "delivered")
		if err != nil {
			w.tell("%s: %v", taskOf(ctx), err)
			next := min(8*gap, 12*time.Hour)
			w.later(w.between(gap/2, gap), func() { w.deliver("again:", body, events, next) })
			return
		}
		for _, event := range events {
			w.taken(event)
		}
	})
}

// serveHTTP is the callback URL: a balancer in front of the processes.
func (w *simWorld) serveHTTP(rw http.ResponseWriter, r *http.Request) {
	var up []*simProcess
	for _, p := range w.processes {
		if p != nil && p.isUp() {
			up = append(up, p)
		}
	}
	if len(up) == 0 {
		http.Error(rw, "nobody is there", http.StatusBadGateway)
		return
	}
	p := up[w.random.IntN(len(up))]
	lost := w.faulty && w.chance(0.05)
	w.tell("%s: to %s", taskOf(r.Context()), p.name)
	p.inbox.ServeHTTP(rw, r)
	w.turn(r.Context(), nil, "answered")
	if p.isDead() || lost {
		panic(http.ErrAbortHandler) // Meta does not learn what became of it
	}
}

func (w *simWorld) malformed() {
	body := []byte("[" + w.label("malformed "))
	w.deliver("malformed", body, nil, time.Second)
}

// inProcess runs something in a process that is up, again later if it fails
// for want of one.
func (w *simWorld) inProcess(what string, do func(ctx context.Context, p *simProcess) error) {
	p := w.anyProcess()
	if p == nil {
		w.later(time.Second, func() { w.inProcess(what, do) })
		return
	}
	w.spawn(p.ctx, p, p.name+" "+what, func(ctx context.Context) {
		if p.isDead() {
			return
		}
		if err := do(ctx, p); err != nil && !p.isDead() {
			w.tell("%s: %v", taskOf(ctx), err)
		}
	})
}

// outgoing is a message of the program's.
func (w *simWorld) outgoing(label, to, campaign string) Outgoing {
	outgoing := Outgoing{
		PhoneNumberID: w.numbers[0], Campaign: campaign,
		Message: whatsapp.Message{To: to, Content: whatsapp.Text{Body: label}, CallbackData: label},
	}
	if w.chance(0.2) {
		outgoing.PhoneNumberID = w.numbers[1]
	}
	if w.chance(0.6) || campaign != "" {
		outgoing.Key = "key of " + label
	}
	switch w.random.IntN(12) {
	case 0:
		outgoing.NotBefore = time.Now().Add(w.between(time.Second, 48*time.Hour))
	case 1:
		outgoing.Expires = time.Now().Add(w.between(time.Second, time.Hour))
	}
	return outgoing
}

// writeOut enqueues a message to some user.
func (w *simWorld) writeOut(campaign string) {
	label := w.label("m")
	w.enqueue(label, []Outgoing{w.outgoing(label, w.someUser(), campaign)})
}

// enqueue enqueues messages, again if that has failed and they have keys.
func (w *simWorld) enqueue(what string, outgoing []Outgoing) {
	how := w.random.IntN(3)
	if len(outgoing) > 1 {
		how = 1
	}
	w.inProcess("enqueues "+what, func(ctx context.Context, p *simProcess) error {
		err := p.enqueue(ctx, how, outgoing)
		w.turn(ctx, nil, "has enqueued")
		keyed := !slices.ContainsFunc(outgoing, func(o Outgoing) bool { return o.Key == "" })
		switch {
		case errors.Is(err, ErrCampaignCancelled):
			return err
		case p.isDead() || err != nil:
			if keyed {
				w.later(w.between(time.Second, time.Minute), func() { w.enqueue(what, outgoing) })
			}
			return err
		}
		for _, o := range outgoing {
			w.owed(o.Message.CallbackData)
		}
		if keyed && w.faulty && w.chance(0.2) {
			w.later(w.between(0, time.Hour), func() { w.enqueue(what, outgoing) })
		}
		return nil
	})
}

func (p *simProcess) enqueue(ctx context.Context, how int, outgoing []Outgoing) error {
	switch how {
	case 0:
		_, err := p.outbox.Enqueue(ctx, outgoing[0])
		return err
	case 1:
		_, err := p.outbox.EnqueueAll(ctx, slices.Values(outgoing))
		return err
	}
	tx, err := p.store.DB().BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := p.outbox.EnqueueTx(ctx, tx, outgoing[0]); err != nil {
		return err
	}
	return tx.Commit()
}

// campaign starts a campaign, or adds to one.
func (w *simWorld) campaign() {
	if len(w.campaigns) == 0 || w.chance(0.5) {
		w.campaigns = append(w.campaigns, w.label("campaign "))
	}
	name := w.someCampaign()
	var messages []Outgoing
	for _, user := range w.users() {
		for range 1 + w.random.IntN(2) {
			messages = append(messages, w.outgoing(w.label("m"), user, name))
		}
	}
	w.enqueue(name, messages)
}

// steer pauses, resumes or cancels.
func (w *simWorld) steer() {
	if len(w.campaigns) == 0 {
		return
	}
	name, number := w.someCampaign(), w.numbers[w.random.IntN(len(w.numbers))]
	at := w.random.IntN(10)
	w.inProcess("steers "+name, func(ctx context.Context, p *simProcess) error {
		switch {
		case at < 4:
			return p.outbox.PauseCampaign(ctx, name)
		case at < 6:
			return p.outbox.ResumeCampaign(ctx, name)
		case at < 7:
			return p.outbox.CancelCampaign(ctx, name)
		case at < 8:
			return p.outbox.HoldNumber(ctx, number, "by hand")
		case at < 9:
			return p.outbox.ResumeNumber(ctx, number)
		}
		if _, err := p.outbox.Campaign(ctx, name); err != nil {
			return err
		}
		return p.store.Check(ctx)
	})
}

// cancelOne cancels a message that may be queued.
func (w *simWorld) cancelOne() {
	if token := w.someToken(w.random); token != "" {
		w.inProcess("cancels "+w.messages[token].label, func(ctx context.Context, p *simProcess) error {
			return p.outbox.Cancel(ctx, token)
		})
	}
}

// loseTicket has a job vanish from River's table, as somebody may delete it.
func (w *simWorld) loseTicket() {
	w.tell("a ticket is lost")
	w.execute("DELETE FROM river_job WHERE id = (SELECT MIN(id) FROM river_job)")
	w.jobsChanged = true
}

// lookAfter is the operator, who comes now and then.
func (w *simWorld) lookAfter() {
	w.inProcess("is looked after", func(ctx context.Context, p *simProcess) error {
		holds, err := p.outbox.Holds(ctx)
		if err != nil {
			return err
		}
		for _, hold := range holds {
			if hold.Campaign != "" {
				err = errors.Join(err, p.outbox.ResumeCampaign(ctx, hold.Campaign))
			} else if hold.Until.IsZero() {
				err = errors.Join(err, p.outbox.ResumeNumber(ctx, hold.PhoneNumberID))
			}
		}
		return errors.Join(err, p.reconcile(ctx), p.bury(ctx))
	})
	if !w.faulty {
		w.later(time.Hour, func() {
			// A late status may still stop something.
			if w.isHeld() || time.Since(w.calmSince) < simRest/2 {
				w.lookAfter()
			}
		})
	}
}

// isHeld reports whether the operator has something to do.
func (w *simWorld) isHeld() bool {
	var count int
	w.row(`SELECT (SELECT COUNT(*) FROM whatsapp_numbers WHERE hold <> '' AND held_until = 0)
		+ (SELECT COUNT(*) FROM whatsapp_campaigns WHERE state = 'paused')
		+ (SELECT COUNT(*) FROM whatsapp_events WHERE state = 'dead')`, &count)
	return count > 0
}

// reconcile decides about messages whose outcome has been unknown for a day.
func (p *simProcess) reconcile(ctx context.Context) error {
	w := p.world
	unknown, err := p.outbox.Messages(ctx, ListMessages{State: StateUnknown})
	for _, message := range unknown {
		m := w.messages[message.ID]
		w.turn(ctx, p, "reconciles")
		switch {
		case p.isDead():
			return errCrashed
		case m == nil || time.Since(m.unknownSince) < 24*time.Hour:
		case m.accepted == 0 && w.chance(0.5):
			w.tell("%s is requeued", m.label)
			m.requeued = true
			err = errors.Join(err, p.outbox.Requeue(ctx, message.ID))
		case w.chance(0.3):
			w.tell("%s is abandoned", m.label)
			m.abandoned = true
			err = errors.Join(err, p.outbox.Abandon(ctx, message.ID))
		}
	}
	return err
}

// bury settles dead letters.
func (p *simProcess) bury(ctx context.Context) error {
	w := p.world
	letters, err := p.inbox.DeadLetters(ctx, 0, 0)
	for _, letter := range letters {
		w.turn(ctx, p, "buries")
		event := w.events[letter.Key]
		switch {
		case p.isDead():
			return errCrashed
		case event == nil || w.chance(0.2):
			if event != nil {
				event.decided = true
			}
			err = errors.Join(err, p.inbox.Drop(ctx, letter.ID))
		default:
			event.decided, event.rerun, event.mended = true, true, true
			err = errors.Join(err, p.inbox.Rerun(ctx, letter.ID))
		}
	}
	return err
}

// callback is the program's.
func (p *simProcess) callback(ctx context.Context, e webhook.Event) error {
	w := p.world
	w.turn(ctx, p, "calls back")
	if p.isDead() {
		return errCrashed
	}
	event := w.events[indexed(e.Key())]
	if event == nil {
		w.broken("a callback with an event that nobody has sent: %s", e.Key())
		return nil
	}
	event.calls++
	w.tell("%s: %s, call %d", taskOf(ctx), event.label, event.calls)
	if event.slow > 0 && w.faulty {
		time.Sleep(event.slow)
		w.turn(ctx, p, "calls back slowly")
		if p.isDead() {
			return errCrashed
		}
	}
	fails := func(int) error { return nil }
	if call := event.calls; !event.mended && w.faulty {
		fails = func(stage int) error { return event.fail(stage, call) }
	}
	if err := fails(stageBegin); err != nil {
		return err
	}
	if status, ok := e.(*webhook.StatusEvent); ok {
		if err := w.givenBack(status); err != nil {
			w.broken("%v", err)
		}
	} else if event.answers {
		if _, err := p.outbox.Enqueue(ctx, w.answer(event)); err != nil {
			return err
		}
	}
	if err := fails(stageEnqueued); err != nil {
		return err
	}
	key := indexed(e.Key())
	return OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO sim_effects (event_key) VALUES (?)", key); err != nil {
			return err
		}
		return fails(stageLast)
	})
}

// fail is what a call of the callback does at a stage.
func (e *simEvent) fail(stage, call int) error {
	switch {
	case stage != e.stage:
		return nil
	case e.permanent:
		return webhook.Permanent(errors.New("for good"))
	case call <= e.panics:
		panic("in a callback")
	case call <= e.failures:
		return errors.New("this time")
	}
	return nil
}

func (w *simWorld) answer(event *simEvent) Outgoing {
	label := "re " + event.label
	answer := Outgoing{PhoneNumberID: event.number, Message: whatsapp.Message{To: event.from, Content: whatsapp.Text{Body: label}, CallbackData: label}}
	if event.keyed {
		answer.Key = label
	}
	return answer
}

// sent is told of each message that Graph has accepted. It has the statuses
// sent that become of it.
func (w *simWorld) sent(message graphtest.Sent) {
	m, err := w.accept(message)
	if err != nil {
		w.broken("%v", err)
		return
	}
	w.tell("Graph accepts %s", m.label)
	statuses := []webhook.MessageStatus{webhook.MessageStatusSent, webhook.MessageStatusDelivered, webhook.MessageStatusRead}
	var failure []webhook.Error
	switch at := w.random.IntN(20); {
	case at < 1:
		statuses = nil // and nobody ever learns
	case at < 3:
		statuses = statuses[:1]
	case at < 6:
		statuses = statuses[:2]
	case at < 9 && w.faulty:
		code := []int{131026, 131049, 131053, 131048, 132015}[w.random.IntN(5)]
		statuses = append(statuses[:w.random.IntN(2)], webhook.MessageStatusFailed)
		failure = []webhook.Error{{Code: code, Title: "failed"}}
	}
	for _, status := range statuses {
		most := time.Minute
		if w.chance(0.2) {
			most = 3 * 24 * time.Hour
		}
		at := w.between(0, most) // in any order
		update := graphtest.StatusUpdate{MessageID: message.ID, Status: status, Errors: failure}
		if status != webhook.MessageStatusFailed {
			update.Errors = nil
		}
		label := m.label
		w.later(at, func() { w.post(string(status)+" of "+label, update) })
	}
}
