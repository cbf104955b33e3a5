using FsCheck.Xunit;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Properties;

[Properties(Arbitrary = [typeof(GallerySteps)], QuietOnSuccess = true)]
public sealed class GalleryProperties : IAsyncLifetime
{
    private LocalHost _host = null!;

    public async Task InitializeAsync() => _host = await LocalHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Property(MaxTest = 15)]
    public async Task Paging_equals_a_sorted_list_however_pictures_come_go_and_come_back_in_between(GallerySteps wanted)
    {
        var galleries = await GalleriesAsync(wanted.Old);
        var readers = galleries.SelectMany(gallery => Enumerable.Range(0, 2).Select(_ => new Reader(gallery))).ToList();
        foreach (var step in wanted.Steps)
        {
            var gallery = galleries[step.Person];
            await (step.Kind switch
            {
                <= 2 => gallery.AddAsync(),
                3 => gallery.DeleteAsync(step.Which),
                4 => gallery.RestoreAsync(step.Which),
                <= 9 => readers[step.Which % readers.Count].TurnAsync(step.Limit),
                _ => gallery.CheckPageAsync(1 + (step.Which % (1 + (gallery.Listed.Count / step.Limit))), step.Limit),
            });
            foreach (var reader in readers)
                reader.Look();
        }

        foreach (var reader in readers)
            await reader.ToTheEndAsync();
    }

    [Property(MaxTest = 5)]
    public async Task Who_pages_while_others_write_sees_once_all_that_was_there_throughout(GallerySteps wanted)
    {
        var gallery = (await GalleriesAsync(wanted.Old + 30))[0];
        var throughout = gallery.Listed;
        var comes = wanted.Steps.Count(step => step.Kind <= 2);
        // Some of what is there goes and comes back: those may be missed, and are not seen twice.
        var (steady, moving) = (throughout.Where((_, at) => at % 4 != 0).ToList(), throughout.Where((_, at) => at % 4 == 0).ToList());
        var writing = Task.WhenAll(
            Task.Run(async () =>
            {
                for (var number = 0; number < comes; number++)
                    await gallery.AddAsync();
            }),
            Task.Run(async () =>
            {
                foreach (var id in moving.Take(20))
                {
                    using (await _host.Http.DeleteAsync($"/api/images/{gallery.PersonId}/{id}")) { }
                    using (await _host.Http.PostAsync($"/api/images/{gallery.PersonId}/{id}/restorations", null)) { }
                }
            }));

        await Task.WhenAll(wanted.Steps.Take(4).Select(async step =>
        {
            var seen = new List<string>();
            for (string? cursor = null; ;)
            {
                var page = await _host.Http.GetJsonAsync($"/api/images/{gallery.PersonId}?limit={Math.Max(5, step.Limit)}{(cursor is null ? "" : $"&cursor={cursor}")}");
                seen.AddRange(GalleryModel.Ids(page));
                if ((cursor = page.GetProperty("nextCursor").GetString()) is null)
                    break;
            }

            Assert.Equal(seen.Distinct(), seen);
            Assert.Equal(steady, seen.Where(steady.Contains));
        }));
        await writing;
    }

    private async Task<GalleryModel[]> GalleriesAsync(int old) =>
        [await GalleryModel.OfNewPersonAsync(_host, old), await GalleryModel.OfNewPersonAsync(_host, 0), await GalleryModel.OfNewPersonAsync(_host, 0)];

    /// <summary>Somebody who turns page after page, and remembers what could be seen all the time.</summary>
    private sealed class Reader(GalleryModel gallery)
    {
        private readonly List<string> _seen = [];
        private HashSet<string>? _throughout;
        private string? _cursor;
        private bool _done;

        public void Look()
        {
            if (!_done)
                _throughout?.IntersectWith(gallery.Listed);
        }

        public async Task TurnAsync(int limit)
        {
            if (_done)
                return;
            _throughout ??= [.. gallery.Listed];
            (var page, _cursor) = await gallery.TurnAsync(_seen.LastOrDefault(), _cursor, limit);
            _seen.AddRange(page);
            if (_cursor is not null)
                return;
            _done = true;
            Assert.Equal(_seen.Distinct(), _seen);
            Assert.Empty(_throughout.Except(_seen));
        }

        public async Task ToTheEndAsync()
        {
            while (!_done)
                await TurnAsync(100);
        }
    }
}
