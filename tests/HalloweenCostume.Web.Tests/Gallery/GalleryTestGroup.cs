namespace HalloweenCostume.Web.Tests.Gallery;

/// <summary>One site with many pictures and one browser for all tests of the grid and the lightbox.</summary>
[CollectionDefinition(nameof(GalleryTestGroup))]
public class GalleryTestGroup : ICollectionFixture<GallerySite>, ICollectionFixture<Browser>;
