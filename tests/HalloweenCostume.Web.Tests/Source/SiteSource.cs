using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Web.Tests.Source;

/// <summary>The site as it is written: its own folder, or a copy in which a test plants a fault.</summary>
internal sealed class SiteSource : IDisposable
{
    private readonly TestFolder? copy;

    private SiteSource(string folder, TestFolder? copy = null) => (Folder, this.copy) = (folder, copy);

    public string Folder { get; }

    public static SiteSource Real() => new(Path.Combine(Repository.Root, "web"));

    public static SiteSource Copy()
    {
        var copy = new TestFolder();
        using var real = Real();
        var site = new SiteSource(copy.Below("web"), copy);
        foreach (var file in real.Files())
            site.Write(real.NameOf(file), File.ReadAllBytes(file));
        return site;
    }

    public static SiteSource With(string name, string text)
    {
        var site = Copy();
        site.Write(name, text);
        return site;
    }

    /// <summary>Into a copy alone.</summary>
    public void Write(string name, string text)
    {
        Assert.NotNull(copy);
        Write(name, System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <param name="types">Endings such as <c>.js</c>; none: every file of text.</param>
    /// <returns>Names with forward slashes from the site's folder on, in their order, and what the files say.</returns>
    public IEnumerable<(string Name, string Text)> Read(params string[] types) => Files()
        .Where(file => types.Length == 0 || types.Contains(Path.GetExtension(file)))
        .Select(file => (NameOf(file), File.ReadAllText(file)))
        .Where(file => !file.Item2.Contains('\0', StringComparison.Ordinal));

    public void Dispose() => copy?.Dispose();

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private string NameOf(string file) => Path.GetRelativePath(Folder, file).Replace('\\', '/');

    private void Write(string name, byte[] content)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }
}
