package main

import (
	"fmt"
	"image/color"
	"slices"
	"time"

	"github.com/opentracing/opentracing-go"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/opentracing-contrib/go-chi/bench/internal/picture"
)

// draw draws the trace into a file: a name and a bar for each span.
func draw(file string, spans []opentracing.Span) error {
	rows := rowsBelow(0, 0, spans)
	if len(rows) != len(spans) || len(rows) == 0 {
		return fmt.Errorf("%d of %d spans belong to the trace", len(rows), len(spans))
	}
	begun, all := rows[0].StartTime(), milliseconds(rows[0].Duration())
	slices.Reverse(rows) // the axis begins at the bottom

	p := picture.New()
	for i, r := range rows {
		start := milliseconds(r.StartTime().Sub(begun))
		if err := r.draw(p, float64(i), start, -0.65*all); err != nil {
			return err
		}
	}
	p.HideY()
	p.X.Max *= 1.2 // for the texts at the right
	p.X.Label.Text = "milliseconds"
	p.X.Tick.Marker = plot.TickerFunc(func(_, end float64) []plot.Tick { return plot.DefaultTicks{}.Ticks(0, end) })
	return picture.Write(file, vg.Points(600), vg.Points(170), p)
}

// draw draws one span: its name at the left, its bar from start on, and its status
// and duration after that.
func (r row) draw(p *plot.Plot, y, start, left float64) error {
	end := start + milliseconds(r.Duration())
	bar, err := plotter.NewPolygon(plotter.XYs{{X: start, Y: y - 0.3}, {X: end, Y: y - 0.3}, {X: end, Y: y + 0.3}, {X: start, Y: y + 0.3}})
	if err != nil {
		return err
	}
	bar.Width = 0
	bar.Color = map[string]color.Color{"orders": picture.Blue, "prices": picture.Orange}[r.service()]

	name, err := picture.Text(left, y, r.service()+": "+r.OperationName())
	if err != nil {
		return err
	}
	name.Offset.X = vg.Points(float64(12 * r.depth))

	tags := r.Tags()
	outcome, err := picture.Text(end, y, fmt.Sprintf("%v · %.1f ms", tags["http.status_code"], end-start))
	if err != nil {
		return err
	}
	outcome.Offset.X = vg.Points(4)
	if tags["error"] == true {
		outcome.TextStyle[0].Color = picture.Red
	}
	p.Add(bar, name, outcome)
	return nil
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1e3 }
