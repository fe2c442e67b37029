package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// client speaks with the service as any program would: JSON over HTTP. While
// the service is away it tries again.
type client struct {
	http   *http.Client
	server *server

	mu     sync.Mutex
	tokens map[string]string // by user name
	lost   int               // requests that found no service
}

func newClient(s *server, clients int) *client {
	transport := &http.Transport{MaxIdleConnsPerHost: clients, MaxConnsPerHost: 2 * clients}
	return &client{http: &http.Client{Transport: transport, Timeout: 20 * time.Second}, server: s, tokens: map[string]string{}}
}

// problem is an error that the service answered.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Field string `json:"field"`
		Code  string `json:"code"`
	} `json:"errors"`
}

// Error says what the service said.
func (p *problem) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%d %s: %s", p.Status, p.Code, p.Detail)
	for _, e := range p.Errors {
		s.WriteString(" " + e.Field + " " + e.Code)
	}
	return s.String()
}

// errAway says that no answer came: nobody knows whether the request was
// carried out.
var errAway = errors.New("the service is away")

// request is one request.
type request struct {
	method, path string
	header       map[string]string
	body         any
}

// once sends a request once. The error is a [*problem] when the service
// refused it, and matches errAway when no answer came.
func (c *client) once(ctx context.Context, r request, out any) error {
	var body io.Reader
	if r.body != nil {
		content, err := json.Marshal(r.body)
		if err != nil {
			return fmt.Errorf("encode a request: %w", err)
		}
		body = bytes.NewReader(content)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.server.base+r.path, body)
	if err != nil {
		return fmt.Errorf("make a request: %w", err)
	}
	req.Header.Set("Accept-Language", "en")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	answer, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %w", errAway, err)
	}
	content, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return fmt.Errorf("%w: %w", errAway, err)
	}
	if answer.StatusCode >= http.StatusBadRequest {
		p := &problem{}
		if err := json.Unmarshal(content, p); err != nil {
			return fmt.Errorf("%s %s: status %d with a body that is no problem: %w", r.method, r.path, answer.StatusCode, err)
		}
		if p.Status != answer.StatusCode || p.Code == "" {
			return fmt.Errorf("%s %s: status %d with the problem %s", r.method, r.path, answer.StatusCode, content)
		}
		if answer.StatusCode == http.StatusServiceUnavailable {
			return fmt.Errorf("%w: %w", errAway, p)
		}
		return p
	}
	if err := json.Unmarshal(content, out); err != nil {
		return fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	return nil
}

// pause waits until the service may be back.
func (c *client) pause(ctx context.Context) error {
	c.mu.Lock()
	c.lost++
	c.mu.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(30 * time.Millisecond):
		return nil
	}
}

// send sends a request that may be repeated, until an answer comes.
func (c *client) send(ctx context.Context, r request, out any) error {
	for {
		err := c.once(ctx, r, out)
		if !errors.Is(err, errAway) {
			return err
		}
		if ctx.Err() != nil {
			return err
		}
		if err := c.pause(ctx); err != nil {
			return err
		}
	}
}

// as sends a request in the name of an account, signing it in when needed.
func (c *client) as(ctx context.Context, user string, r request, out any) error {
	for attempt := 1; ; attempt++ {
		token, err := c.token(ctx, user)
		if err != nil {
			return err
		}
		r.header = map[string]string{"Authorization": "Bearer " + token}
		err = c.once(ctx, r, out)
		var p *problem
		if errors.As(err, &p) && p.Status == http.StatusUnauthorized && attempt == 1 {
			c.mu.Lock()
			if c.tokens[user] == token { // nobody else has signed in again
				delete(c.tokens, user)
			}
			c.mu.Unlock()
			continue
		}
		return err
	}
}

// get reads in the name of an account, until an answer comes.
func (c *client) get(ctx context.Context, user, path string, out any) error {
	for {
		err := c.as(ctx, user, request{method: http.MethodGet, path: path}, out)
		if !errors.Is(err, errAway) || ctx.Err() != nil {
			return err
		}
		if err := c.pause(ctx); err != nil {
			return err
		}
	}
}

// token signs an account in, once.
func (c *client) token(ctx context.Context, user string) (string, error) {
	c.mu.Lock()
	token := c.tokens[user]
	c.mu.Unlock()
	if token != "" {
		return token, nil
	}
	password, ok := c.server.accounts[user]
	if !ok {
		return "", fmt.Errorf("the service printed no account %s", user)
	}
	var session struct {
		Token string `json:"token"`
	}
	err := c.send(ctx, request{
		method: http.MethodPost, path: "/api/v1/sessions", body: map[string]string{"username": user, "password": password},
	}, &session)
	if err != nil {
		return "", fmt.Errorf("sign in as %s: %w", user, err)
	}
	c.mu.Lock()
	c.tokens[user] = session.Token
	c.mu.Unlock()
	return session.Token, nil
}
