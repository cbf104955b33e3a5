namespace HalloweenCostume.Gallery;

/// <summary>What an answer depends on: whose gallery, in which state as far as that part of it goes, which part of it, which signing window, for which address of the host.</summary>
/// <param name="After">The cursor's moment, or the page's number below zero.</param>
public readonly record struct PageKey(long PersonId, long Version, long After, int Limit, long WindowSeconds, string Origin);

/// <summary>
/// Answers kept as bytes for a moment. A change within this process changes the key's version and is seen at once;
/// one by another process (an operator's command) within a second.
/// </summary>
/// <remarks>
/// Two places for each hash, and of these the older page goes: a general cache's book-keeping, at thousands of pages a second that nobody asks
/// for twice, costs more than the pages; with one place, two pages that many ask for can drive each other out all the time.
/// </remarks>
public sealed class PageCache(TimeProvider time)
{
    // Of 20 pictures a page has some 20 KB, so this is 5 MB.
    private const int Places = 256;
    private static readonly TimeSpan _life = TimeSpan.FromSeconds(1);

    private readonly Page?[] _pages = new Page?[Places];

    public byte[]? Find(in PageKey key)
    {
        var (one, other) = PlacesOf(key);
        var page = Volatile.Read(ref _pages[one]);
        if (page is null || page.Key != key)
            page = Volatile.Read(ref _pages[other]);
        return page is not null && page.Key == key && time.GetElapsedTime(page.Since) < _life ? page.Json : null;
    }

    public void Keep(in PageKey key, byte[] json)
    {
        var (one, other) = PlacesOf(key);
        var (first, second) = (Volatile.Read(ref _pages[one]), Volatile.Read(ref _pages[other]));
        var takesOther = first is not null && first.Key != key && (second is null || second.Key == key || second.Since < first.Since);
        Volatile.Write(ref _pages[takesOther ? other : one], new(key, json, time.GetTimestamp()));
    }

    private static (int One, int Other) PlacesOf(in PageKey key)
    {
        var hash = (uint)key.GetHashCode();
        return ((int)(hash % Places), (int)((hash / Places) % Places));
    }

    private sealed record Page(PageKey Key, byte[] Json, long Since);
}
