namespace HalloweenCostume.Gallery;

/// <summary>What an answer depends on: whose gallery in which state, which part of it, which signing window, for which address of the host.</summary>
/// <param name="After">The cursor's moment, or the page's number below zero.</param>
public readonly record struct PageKey(long PersonId, long Version, long After, int Limit, long WindowSeconds, string Origin);

/// <summary>
/// Answers kept as bytes for a moment. A change within this process changes the key's version and is seen at once;
/// one by another process (an operator's command) within a second.
/// </summary>
/// <remarks>
/// One place for each hash, and the latest page has it: a general cache's book-keeping, at thousands of pages a second
/// that nobody asks for twice, costs more than the pages.
/// </remarks>
public sealed class PageCache(TimeProvider time)
{
    // Of 20 pictures a page has some 20 KB, so this is 2.5 MB.
    private const int Places = 128;
    private static readonly TimeSpan _life = TimeSpan.FromSeconds(1);

    private readonly Page?[] _pages = new Page?[Places];

    public byte[]? Find(in PageKey key) =>
        Volatile.Read(ref Place(key)) is { } page && page.Key == key && time.GetElapsedTime(page.Since) < _life ? page.Json : null;

    public void Keep(in PageKey key, byte[] json) => Volatile.Write(ref Place(key), new(key, json, time.GetTimestamp()));

    private ref Page? Place(in PageKey key) => ref _pages[(uint)key.GetHashCode() % Places];

    private sealed record Page(PageKey Key, byte[] Json, long Since);
}
