using System.Buffers.Binary;
using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Lettering;

/// <summary>Reads glyph outlines from an embedded TrueType file, so that words can be drawn where no font is installed.</summary>
/// <remarks>Tables after the OpenType specification: cmap (formats 4 and 12), hmtx, loca, glyf. No kerning, no substitution.</remarks>
internal sealed class TrueTypeFont
{
    private readonly byte[] data;
    private readonly Dictionary<string, int> tables = [];
    private readonly Dictionary<int, ushort> glyphs = [];
    private readonly double unitsPerEm;
    private readonly bool longOffsets;
    private readonly int metricCount;

    public TrueTypeFont(string resource)
    {
        using var stream = typeof(TrueTypeFont).Assembly.GetManifestResourceStream(resource)!;
        data = new byte[stream.Length];
        stream.ReadExactly(data);
        for (var i = 0; i < U16(4); i++)
            tables[Encoding.ASCII.GetString(data, 12 + (16 * i), 4)] = (int)U32(12 + (16 * i) + 8);
        unitsPerEm = U16(tables["head"] + 18);
        longOffsets = U16(tables["head"] + 50) == 1;
        metricCount = U16(tables["hhea"] + 34);
        ReadCharacters();
    }

    public bool Has(Rune character) => glyphs.ContainsKey(character.Value);

    public ushort Glyph(Rune character) => glyphs.GetValueOrDefault(character.Value);

    /// <summary>In ems.</summary>
    public double Advance(ushort glyph) => U16(tables["hmtx"] + (4 * Math.Min(glyph, metricCount - 1))) / unitsPerEm;

    /// <summary>Appends the glyph as SVG path data; (x, y) is the left end of the baseline.</summary>
    public void Outline(ushort glyph, StringBuilder path, double x, double y, double size) =>
        new GlyphOutline(data, Start, path).Draw(glyph, new(size / unitsPerEm, 0, 0, -size / unitsPerEm, x, y), depth: 0);

    private (int Start, int End) Start(ushort glyph)
    {
        var loca = tables["loca"];
        var (from, to) = longOffsets
            ? ((int)U32(loca + (4 * glyph)), (int)U32(loca + (4 * glyph) + 4))
            : (U16(loca + (2 * glyph)) * 2, U16(loca + (2 * glyph) + 2) * 2);
        return (tables["glyf"] + from, tables["glyf"] + to);
    }

    private void ReadCharacters()
    {
        var cmap = tables["cmap"];
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var (platform, table) = (U16(cmap + 4 + (8 * i)), cmap + (int)U32(cmap + 4 + (8 * i) + 4));
            if (platform is not (0 or 3))
                continue;
            if (U16(table) == 4)
                ReadSegments(table);
            else if (U16(table) == 12)
                ReadGroups(table);
        }
    }

    private void ReadSegments(int table)
    {
        var count = U16(table + 6);
        var (ends, starts, deltas, offsets) = (table + 14, table + 16 + count, table + 16 + (2 * count), table + 16 + (3 * count));
        for (var i = 0; i < count; i += 2)
        {
            for (int character = U16(starts + i); character <= U16(ends + i) && character != 0xFFFF; character++)
            {
                var offset = U16(offsets + i);
                var glyph = offset == 0 ? character : U16(offsets + i + offset + (2 * (character - U16(starts + i))));
                if (offset == 0 || glyph != 0)
                    glyphs.TryAdd(character, unchecked((ushort)(glyph + U16(deltas + i))));
            }
        }
    }

    private void ReadGroups(int table)
    {
        for (var group = table + 16; group < table + 16 + (12 * (int)U32(table + 12)); group += 12)
        {
            for (var character = U32(group); character <= U32(group + 4); character++)
                glyphs.TryAdd((int)character, (ushort)(U32(group + 8) + character - U32(group)));
        }
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));
}
