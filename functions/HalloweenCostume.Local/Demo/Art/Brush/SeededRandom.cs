using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HalloweenCostume.Local.Demo.Art.Brush;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and runtime, which <see cref="Random"/> does not promise.</summary>
internal sealed class SeededRandom(ulong state)
{
    /// <summary>Seeded by SHA-256 of the words, so that one changed letter changes every number.</summary>
    public static SeededRandom From(params ReadOnlySpan<string> words)
    {
        var text = new StringBuilder();
        foreach (var word in words)
            text.Append(CultureInfo.InvariantCulture, $"{word.Length}:{word}\n");
        return new(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.Unicode.GetBytes(text.ToString()))));
    }

    public ulong Next()
    {
        unchecked
        {
            var mixed = state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>In [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double least, double most) => least + ((most - least) * Unit());

    /// <summary>In [least, most], both included.</summary>
    public int Whole(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    public bool Chance(double probability) => Unit() < probability;

    public double Sign() => Chance(0.5) ? 1 : -1;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Whole(0, choices.Length - 1)];

    /// <summary>A sequence of its own, so that one layer drawing more stars does not move the next layer's clouds.</summary>
    public SeededRandom Fork() => new(Next());
}
