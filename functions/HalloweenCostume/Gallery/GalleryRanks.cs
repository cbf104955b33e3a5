using System.Collections.Concurrent;

namespace HalloweenCostume.Gallery;

/// <summary>
/// Finds a picture by how many newer ones there are without counting them all: each 256th moment of a gallery is remembered, from the
/// oldest on, where new pictures change nothing. So page 40,000 costs what page 1 costs for clients that count pages, too.
/// </summary>
internal sealed class GalleryRanks
{
    private const int Step = 256;
    private readonly ConcurrentDictionary<long, Marks> _galleries = new();

    /// <param name="removals">Changes whenever pictures left the gallery or came back to their old places: then all is counted anew.</param>
    /// <returns>The moment of the picture that has <paramref name="newer"/> newer ones; null when there are fewer.</returns>
    public long? MomentAfter(GalleryReader reader, long personId, long newer, long removals)
    {
        var marks = _galleries.AddOrUpdate(personId, _ => new(removals), (_, known) => known.Removals == removals ? known : new(removals));
        lock (marks)
        {
            while (reader.MomentAt(personId, marks.Last, Step - 1) is { } next)
                marks.Moments.Add(next);
            var rank = (marks.Moments.Count * (long)Step) + reader.CountAfter(personId, marks.Last) - newer - 1;
            return rank < 0 ? null : reader.MomentAt(personId, marks.Before(rank / Step), rank % Step);
        }
    }

    private sealed class Marks(long removals)
    {
        public long Removals => removals;

        public List<long> Moments { get; } = [];

        public long Last => Before(Moments.Count);

        // The moment before the first picture of a step.
        public long Before(long step) => step == 0 ? -1 : Moments[(int)step - 1];
    }
}
