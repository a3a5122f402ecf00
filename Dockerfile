# Both services of the demo, one target each: docker build --target api .
FROM golang:1.26-bookworm AS build
ARG GOPROXY
ARG GOFLAGS=
ENV CGO_ENABLED=0
WORKDIR /src
COPY go.mod go.sum ./
RUN ["go", "mod", "download"]
COPY . .
RUN ["go", "build", "-trimpath", "-ldflags=-s -w", "-o", "/out/", "./example/api", "./example/downstream"]

# No shell, no package manager, no root: the number is that image's "nonroot".
FROM gcr.io/distroless/static-debian12:nonroot AS runtime
USER 65532:65532
# /metrics has a port of its own, which only Prometheus needs to reach.
ENV ADDR=:8080 METRICS_ADDR=:9080
EXPOSE 8080 9080
ENTRYPOINT ["/service"]

FROM runtime AS downstream
COPY --from=build /out/downstream /service

FROM runtime AS api
COPY --from=build /out/api /service

# The same with spans by OTLP: docker build --target otlp-api .
FROM build AS build-otlp
RUN ["go", "-C", "example/opentelemetry", "build", "-trimpath", "-ldflags=-s -w", "-o", "/out/otlp", "."]

FROM runtime AS otlp-downstream
COPY --from=build-otlp /out/otlp /service
ENTRYPOINT ["/service", "-service=prices"]

FROM runtime AS otlp-api
COPY --from=build-otlp /out/otlp /service
ENTRYPOINT ["/service", "-service=orders"]
