using System.Buffers.Binary;
using System.Text;
using HalloweenCostume.Local.Demo.Art.Brush;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>x' = a·x + c·y + e, y' = b·x + d·y + f, as in SVG.</summary>
internal readonly record struct Affine(double A, double B, double C, double D, double E, double F)
{
    public (double X, double Y) Apply(double x, double y) => ((A * x) + (C * y) + E, (B * x) + (D * y) + F);

    public Affine After(Affine inner)
    {
        var (e, f) = Apply(inner.E, inner.F);
        return new(
            (A * inner.A) + (C * inner.B), (B * inner.A) + (D * inner.B),
            (A * inner.C) + (C * inner.D), (B * inner.C) + (D * inner.D), e, f);
    }
}

/// <summary>Turns one entry of a glyf table into SVG path data.</summary>
internal sealed class GlyphOutline(byte[] data, Func<ushort, (int Start, int End)> locate, StringBuilder path)
{
    private const int MaxDepth = 5;

    public void Draw(ushort glyph, Affine affine, int depth)
    {
        var (start, end) = locate(glyph);
        if (start >= end || depth > MaxDepth)
            return;
        var contours = I16(start);
        if (contours < 0)
            DrawParts(start + 10, affine, depth);
        else
            DrawContours(start + 10, contours, affine);
    }

    private void DrawParts(int at, Affine affine, int depth)
    {
        int flags;
        do
        {
            (flags, var part) = (U16(at), U16(at + 2));
            at += 4;
            var wide = (flags & 1) != 0;
            var (x, y) = wide ? (I16(at), I16(at + 2)) : ((short)(sbyte)data[at], (short)(sbyte)data[at + 1]);
            at += wide ? 4 : 2;
            var (a, b, c, d) = (1.0, 0.0, 0.0, 1.0);
            if ((flags & 0x08) != 0)
            {
                a = d = Fraction(at);
                at += 2;
            }
            else if ((flags & 0x40) != 0)
            {
                (a, d) = (Fraction(at), Fraction(at + 2));
                at += 4;
            }
            else if ((flags & 0x80) != 0)
            {
                (a, b, c, d) = (Fraction(at), Fraction(at + 2), Fraction(at + 4), Fraction(at + 6));
                at += 8;
            }

            Draw((ushort)part, affine.After(new(a, b, c, d, x, y)), depth + 1);
        }
        while ((flags & 0x20) != 0);
    }

    private void DrawContours(int at, int contours, Affine affine)
    {
        var ends = Enumerable.Range(0, contours).Select(i => (int)U16(at + (2 * i))).ToArray();
        if (contours == 0)
            return;
        at += 2 * contours;
        at += 2 + U16(at);
        var count = ends[^1] + 1;
        var flags = new byte[count];
        for (var i = 0; i < count;)
        {
            var flag = data[at++];
            var repeats = (flag & 8) != 0 ? data[at++] : 0;
            for (; repeats >= 0 && i < count; repeats--)
                flags[i++] = flag;
        }

        var xs = ReadCoordinates(ref at, flags, shortFlag: 2, sameFlag: 16);
        var ys = ReadCoordinates(ref at, flags, shortFlag: 4, sameFlag: 32);
        var points = flags.Select((flag, i) => (At: affine.Apply(xs[i], ys[i]), On: (flag & 1) != 0)).ToArray();
        for (var i = 0; i < contours; i++)
            DrawContour(points.AsSpan((i == 0 ? 0 : ends[i - 1] + 1)..(ends[i] + 1)));
    }

    private int[] ReadCoordinates(ref int at, byte[] flags, int shortFlag, int sameFlag)
    {
        var values = new int[flags.Length];
        var value = 0;
        for (var i = 0; i < flags.Length; i++)
        {
            var same = (flags[i] & sameFlag) != 0;
            if ((flags[i] & shortFlag) != 0)
            {
                value += same ? data[at] : -data[at];
                at++;
            }
            else if (!same)
            {
                value += I16(at);
                at += 2;
            }

            values[i] = value;
        }

        return values;
    }

    private void DrawContour(ReadOnlySpan<((double X, double Y) At, bool On)> points)
    {
        if (points.Length < 2)
            return;
        var first = 0;
        while (first < points.Length && !points[first].On)
            first++;
        // A contour of control points alone starts half way between two of them.
        var start = first < points.Length ? points[first].At : Middle(points[^1].At, points[0].At);
        var offset = first < points.Length ? first + 1 : 0;
        path.Append(Drawing.Text($"M{start.X} {start.Y}"));
        (double X, double Y)? control = null;
        var rest = first < points.Length ? points.Length - 1 : points.Length;
        for (var i = 0; i < rest; i++)
        {
            var (to, on) = points[(offset + i) % points.Length];
            var target = on || control is null ? to : Middle(control.Value, to);
            if (control is { } bend)
                path.Append(Drawing.Text($"Q{bend.X} {bend.Y} {target.X} {target.Y}"));
            else if (on)
                path.Append(Drawing.Text($"L{to.X} {to.Y}"));
            control = on ? null : to;
        }

        if (control is { } last)
            path.Append(Drawing.Text($"Q{last.X} {last.Y} {start.X} {start.Y}"));
        path.Append('Z');
    }

    private static (double X, double Y) Middle((double X, double Y) a, (double X, double Y) b) => ((a.X + b.X) / 2, (a.Y + b.Y) / 2);

    private double Fraction(int at) => I16(at) / 16384.0;

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));

    private short I16(int at) => BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(at));
}
