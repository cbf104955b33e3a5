namespace HalloweenCostume.Web.Tests;

/// <summary>One host and one browser for all tests of the site; each test makes a visit of its own.</summary>
[CollectionDefinition(nameof(SiteTestGroup))]
public class SiteTestGroup : ICollectionFixture<LocalSite>, ICollectionFixture<Browser>;
