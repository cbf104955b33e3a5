using FsCheck;
using FsCheck.Fluent;

namespace HalloweenCostume.Tests.Properties;

/// <param name="Kind">0–2: a picture comes, 3: one is deleted, 4: one is restored, 5–9: somebody turns a page, 10: a page is asked for by its number.</param>
/// <param name="Person">One of three.</param>
/// <param name="Which">Of the pictures, or of the readers.</param>
public sealed record GalleryStep(int Kind, int Person, int Which, int Limit);

/// <param name="Old">How many pictures the first person has from the beginning.</param>
public sealed record GallerySteps(int Old, IReadOnlyList<GalleryStep> Steps)
{
    public static Arbitrary<GallerySteps> Any()
    {
        var step = from kind in Gen.Choose(0, 10)
                   from person in Gen.Choose(0, 2)
                   from which in Gen.Choose(0, 999)
                   from limit in Gen.Frequency((3, Gen.Choose(1, 5)), (1, Gen.Choose(1, 100)))
                   select new GalleryStep(kind, person, which, limit);
        return (from old in Gen.Elements(0, 3, 40, 600)
                from steps in step.ListOf(60)
                select new GallerySteps(old, [.. steps])).ToArbitrary();
    }

    public override string ToString() => $"{Old} old ones: {string.Join("; ", Steps)}";
}
