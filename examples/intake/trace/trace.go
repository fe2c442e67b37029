package trace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"

	"github.com/samad111/go-samad/samad"
)

// Options says where spans go.
type Options struct {
	Endpoint string  // OTLP over HTTP, for example http://127.0.0.1:4318; required
	Share    float64 // of requests without a traced caller, 0 to 1
	Service  string  // name of the service
	Version  string
	// Fault is told what goes wrong in the background, by OpenTelemetry's one
	// handler of this process; default its own, which prints.
	Fault func(error)
}

// Tracer makes spans and sends them in the background until it is closed.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   oteltrace.Tracer
	carrier  propagation.TraceContext
}

var _ samad.Observer = (*Tracer)(nil)

// Open starts to send spans. A collector that does not answer costs spans and
// nothing else.
func Open(ctx context.Context, o Options) (*Tracer, error) {
	if o.Endpoint == "" || o.Share < 0 || o.Share > 1 {
		return nil, errors.New("trace: Options.Endpoint is required, and Options.Share is from 0 to 1")
	}
	if o.Fault != nil {
		otel.SetErrorHandler(otel.ErrorHandlerFunc(o.Fault))
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(withPath(o.Endpoint)))
	if err != nil {
		return nil, fmt.Errorf("trace: exporter: %w", err)
	}
	provider := sdk.NewTracerProvider(
		sdk.WithBatcher(exporter),
		sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(o.Share))),
		sdk.WithResource(resource.NewSchemaless(
			attribute.String("service.name", o.Service), attribute.String("service.version", o.Version))),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer("github.com/samad111/go-samad/examples/intake")}, nil
}

// withPath adds the standard path where the address has none.
func withPath(endpoint string) string {
	r, err := http.NewRequest(http.MethodPost, endpoint, nil) //nolint:noctx // only to read the address
	if err != nil || r.URL.Path != "" && r.URL.Path != "/" {
		return endpoint
	}
	return r.URL.JoinPath("/v1/traces").String()
}

// Close sends what is left, as long as ctx lasts, and stops.
func (t *Tracer) Close(ctx context.Context) error {
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("trace: stop: %w", err)
	}
	return nil
}

// Request begins the span of a request, below that of its caller if the
// request names one. end takes the route and the status.
func (t *Tracer) Request(r *http.Request) (ctx context.Context, end func(route string, status int)) {
	ctx = t.carrier.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, span := t.tracer.Start(ctx, r.Method, oteltrace.WithSpanKind(oteltrace.SpanKindServer))
	return ctx, func(route string, status int) {
		if route != "" {
			span.SetName(route)
		}
		span.SetAttributes(attribute.String("http.request.method", r.Method), attribute.String("http.route", route),
			attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// Observe implements [samad.Observer]: the step is a span of its own, which
// ended now.
func (t *Tracer) Observe(ctx context.Context, o samad.Observation) {
	if !oteltrace.SpanContextFromContext(ctx).IsSampled() {
		return
	}
	ended := time.Now()
	_, span := t.tracer.Start(ctx, "samad."+string(o.Action), oteltrace.WithTimestamp(ended.Add(-o.Duration)))
	span.SetAttributes(attribute.String("samad.state.from", string(o.From)), attribute.String("samad.state.to", string(o.To)))
	if o.Err != nil {
		code := samad.ErrorCode(o.Err)
		span.SetAttributes(attribute.String("error.type", code))
		span.SetStatus(codes.Error, code)
	}
	span.End(oteltrace.WithTimestamp(ended))
}

// ID is the id of the trace in ctx, for the log; "" outside of one.
func ID(ctx context.Context) string {
	if span := oteltrace.SpanContextFromContext(ctx); span.HasTraceID() && span.IsSampled() {
		return span.TraceID().String()
	}
	return ""
}
