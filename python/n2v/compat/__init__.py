"""The calls of other node2vec packages, served by n2v: change the import line, keep the code.

==================================  ==================================================
there                               here
==================================  ==================================================
``from node2vec import Node2Vec``   ``from n2v.compat.node2vec import Node2Vec``
``from node2vec.edges import ...``  ``from n2v.compat.node2vec.edges import ...``
``from pecanpy import pecanpy``     ``from n2v.compat import pecanpy``
``pecanpy --input ...``             ``python3 -m n2v.compat.pecanpy --input ...``
``from fastnode2vec import ...``    ``from n2v.compat.fastnode2vec import ...``
``fastnode2vec FILE ...``           ``python3 -m n2v.compat.fastnode2vec FILE ...``
==================================  ==================================================

Neither gensim nor numba is needed. What differs is said in each module.
"""
