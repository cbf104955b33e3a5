using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>Two processes for one database: the first has it, the second waits.</summary>
internal sealed class WriterPair : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Azurite _azurite;

    private WriterPair(Azurite azurite) => _azurite = azurite;

    public Writer First { get; private set; } = null!;

    public Writer Second { get; private set; } = null!;

    public IReadOnlyList<string> Files => Rows.Files(_folder);

    public static async Task<WriterPair> StartAsync()
    {
        var pair = new WriterPair(await Azurite.StartAsync());
        try
        {
            pair.First = await Writer.StartAsync("first", pair._azurite, pair._folder);
            Assert.True(await pair.First.WriteAsync(), pair.First.Output);
            pair.Second = await Writer.StartAsync("second", pair._azurite, pair._folder);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops both and looks at what they left: sound, each acknowledged row there, and all others of processes in their turns.</summary>
    /// <param name="writers">Who wrote, in the order of the turns.</param>
    public async Task AssertSoundAsync(params string[] writers)
    {
        foreach (var writer in new[] { First, Second }.Where(writer => !writer.Process.HasExited))
            await writer.Process.TerminateAsync();
        var rows = Rows.Read(Files[^1]);
        Assert.Empty(First.Acknowledged.Concat(Second.Acknowledged).Except(rows));
        Assert.Equal(writers, rows.Select(row => row.Writer).Where((writer, at) => at == 0 || rows[at - 1].Writer != writer));
        Assert.Equal(rows.Count, rows.Distinct().Count());
    }

    public async ValueTask DisposeAsync()
    {
        if (First is not null)
            await First.DisposeAsync();
        if (Second is not null)
            await Second.DisposeAsync();
        await _azurite.DisposeAsync();
        _folder.Dispose();
    }
}
